/** Takes a request's random marker, and the space behind it, out of what a model says, however the stream is cut. */
export class MarkerEraser {
  #held = '';
  #dropsSpace = false;

  constructor(private readonly marker: string) {}

  push(piece: string): string {
    let rest = this.#held + piece;
    let clean = '';
    for (let at = rest.indexOf(this.marker); at >= 0; at = rest.indexOf(this.marker)) {
      clean += this.#withoutSpace(rest.slice(0, at));
      rest = rest.slice(at + this.marker.length);
      this.#dropsSpace = true;
    }
    const held = this.#heldLength(rest);
    this.#held = rest.slice(rest.length - held);
    return clean + this.#withoutSpace(rest.slice(0, rest.length - held));
  }

  flush(): string {
    const rest = this.#withoutSpace(this.#held);
    this.#held = '';
    return rest;
  }

  #withoutSpace(text: string): string {
    if (text === '') return text;
    const drops = this.#dropsSpace && text.startsWith(' ');
    this.#dropsSpace = false;
    return drops ? text.slice(1) : text;
  }

  /** Characters at the end that the next piece may complete to the marker. */
  #heldLength(text: string): number {
    for (let length = Math.min(text.length, this.marker.length - 1); length > 0; length -= 1) {
      if (this.marker.startsWith(text.slice(-length))) return length;
    }
    return 0;
  }
}
