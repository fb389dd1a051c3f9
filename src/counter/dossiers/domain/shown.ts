import { type Locale, localize } from '#kernel/localized'
import { type RedirectStep, renderTemplate, type ShowTextStep, type TemplateValues } from '#counter/workflows'

/** What a circuit shows to a reader while a dossier is at a status. */
export type Shown =
  | { readonly kind: 'text'; readonly tone: 'info' | 'warn' | 'success'; readonly body: string }
  | { readonly kind: 'link'; readonly label: string; readonly href: string }

/** A text or a link completed for who reads it; nothing for a text that is empty, or an address that leads nowhere safe. */
export function shownOf(
  steps: readonly (ShowTextStep | RedirectStep)[],
  words: TemplateValues,
  locale: Locale,
): readonly Shown[] {
  return steps.flatMap((step): Shown[] => {
    if (step.kind === 'show_text') {
      const body = renderTemplate(localize(step.body, locale), words).trim()
      return body === '' ? [] : [{ kind: 'text', tone: step.tone ?? 'info', body }]
    }
    const href = safeHref(renderTemplate(step.url, escapedWords(words)))
    return href === undefined
      ? []
      : [{ kind: 'link', label: renderTemplate(localize(step.label, locale), words), href }]
  })
}

/** No answer of a person may choose where an address leads: what she wrote stays within its place in it. */
export const escapedWords = (words: TemplateValues): TemplateValues =>
  Object.fromEntries(Object.entries(words).map(([name, word]) => [name, encodeURIComponent(word ?? '')]))

/** A page of the platform, or of the web: no script, no other scheme, no name and password in it. */
function safeHref(text: string): string | undefined {
  if (/^\/(?![/\\])/.test(text)) return text
  if (!URL.canParse(text)) return undefined
  const { protocol, username, password, href } = new URL(text)
  return (protocol === 'https:' || protocol === 'http:') && username === '' && password === '' ? href : undefined
}
