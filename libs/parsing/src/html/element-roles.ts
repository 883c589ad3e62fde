import { attributeOf, type HtmlNode, nameOf } from './html-node.js';

/** Never the document's own text: code, navigation, controls and what only a browser with scripts or players shows. */
const DROPPED = new Set(
  'head script style template noscript nav iframe frame object embed applet svg canvas audio video select button textarea input datalist map'.split(
    ' ',
  ),
);

/** The same said by ARIA. */
const DROPPED_ROLES = new Set(['navigation', 'search', 'menu', 'menubar', 'toolbar', 'dialog', 'alertdialog']);

const INLINE = new Set(
  'a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark math q rp rt ruby s samp small span strike strong sub sup time tt u var wbr'.split(
    ' ',
  ),
);

/** `display: none`, invisible, transparent or of no size: ways to show a model what a person does not see. */
const HIDING_STYLE =
  /(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0*(?:\.0*)?\s*(?:;|!|$)|font-size\s*:\s*0*(?:\.0*)?(?:px|pt|em|rem|%)?\s*(?:;|!|$))/i;
/** A style attribute longer than this is no style. */
const STYLE_CHARACTERS = 4096;

export function isDropped(node: HtmlNode): boolean {
  const name = nameOf(node);
  return name !== '' && (DROPPED.has(name) || DROPPED_ROLES.has(attributeOf(node, 'role')) || isHidden(node));
}

export function isInline(node: HtmlNode): boolean {
  return INLINE.has(nameOf(node));
}

export function headingLevel(node: HtmlNode): number | undefined {
  const [, level] = /^h([1-6])$/.exec(nameOf(node)) ?? [];
  return level === undefined ? undefined : Number(level);
}

function isHidden(node: HtmlNode): boolean {
  return (
    node.getAttribute?.('hidden') != null || HIDING_STYLE.test(attributeOf(node, 'style').slice(0, STYLE_CHARACTERS))
  );
}
