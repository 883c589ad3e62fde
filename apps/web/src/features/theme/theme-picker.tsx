import clsx from 'clsx';
import { Monitor, Moon, Sun } from 'lucide-react';
import { ToggleGroup } from 'radix-ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { chooseTheme, currentTheme } from './theme.js';

const themes = [
  ['system', Monitor],
  ['light', Sun],
  ['dark', Moon],
] as const;

export function ThemePicker() {
  const { t } = useTranslation();
  const [theme, setTheme] = useState(currentTheme);
  return (
    <ToggleGroup.Root
      type="single"
      value={theme}
      aria-label={t('theme.label')}
      className="inline-flex flex-wrap justify-self-start gap-1 rounded border border-edge bg-surface p-1"
      onValueChange={(value) => {
        const chosen = themes.find(([name]) => name === value)?.[0];
        if (chosen === undefined) return;
        chooseTheme(chosen);
        setTheme(chosen);
      }}
    >
      {themes.map(([name, Icon]) => (
        <ToggleGroup.Item
          key={name}
          value={name}
          className={clsx(
            'inline-flex min-h-8 items-center gap-2 rounded-sm px-3 py-1 text-sm hover:bg-sunken',
            'data-[state=on]:bg-ember-wash data-[state=on]:font-medium [&_svg]:size-4',
          )}
        >
          <Icon aria-hidden />
          {t(`theme.${name}`)}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
