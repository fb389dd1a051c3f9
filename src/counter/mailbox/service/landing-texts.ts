import type { Locale } from '#kernel/localized'
import { catalogue, formats } from '#platform/i18n'
import type { Bounce, ReceivedMail } from '#platform/mail'
import type { ReceivedFile } from '../schema.ts'

const why: Readonly<Record<string, { readonly fr: string; readonly en: string }>> = {
  too_large: { fr: 'trop lourde', en: 'too large' },
  too_many: { fr: 'en trop', en: 'one too many' },
  empty: { fr: 'vide', en: 'empty' },
  disguised: { fr: 'son nom ne dit pas ce qu’elle est', en: 'its name does not say what it is' },
  forbidden_type: { fr: 'type refusé', en: 'of a refused type' },
  infected: { fr: 'un virus y a été trouvé', en: 'a virus was found in it' },
}

/** What the platform writes in a request of what came by mail. */
export const landingTexts = catalogue({
  fr: {
    files: (names: string) => `(Courriel sans texte : ${names})`,
    refused: (names: string) => `Pièces du courriel qui n’ont pas été gardées : ${names}.`,
    file: (name: string, reason: string) => `${name} (${why[reason]?.fr ?? reason})`,
    away: (text: string) => `Réponse automatique à un courriel de cette demande :\n\n${text}`,
    bounce: (bounces: readonly Bounce[]) =>
      bounces.length === 0
        ? 'Un courriel de cette demande n’a pas pu être remis. Vérifiez l’adresse de la personne, et joignez-la autrement.'
        : bounces
            .map(({ address, action, status, diagnostic }) =>
              action === 'delayed'
                ? `Un courriel de cette demande attend encore d’être remis à ${address}.`
                : `Un courriel de cette demande n’a pas pu être remis à ${address} (${`${status} ${diagnostic}`.trim()}). Vérifiez l’adresse, et joignez la personne autrement.`,
            )
            .join('\n'),
  },
  en: {
    files: (names) => `(Mail without text: ${names})`,
    refused: (names) => `Files of the mail that were not kept: ${names}.`,
    file: (name, reason) => `${name} (${why[reason]?.en ?? reason})`,
    away: (text) => `Automatic answer to a mail of this request:\n\n${text}`,
    bounce: (bounces) =>
      `A mail of this request could not be delivered: ${bounces.map(({ address, status }) => `${address} ${status}`).join(', ')}.`,
  },
})

/** The text of a mail as a message of its request, with the files that could not be kept. */
export function bodyOf(
  { text, left }: Pick<ReceivedMail, 'text' | 'left'>,
  files: readonly ReceivedFile[],
  locale: Locale,
): string {
  const t = landingTexts(locale)
  const lost = [
    ...files.flatMap(({ name, refusal }) => (refusal === null ? [] : [t.file(name, refusal)])),
    ...left.map(({ name, reason }) => t.file(name, reason)),
  ]
  const kept = files.filter(({ digest }) => digest !== null).map(({ name }) => name)
  const list = (names: readonly string[]) => formats(locale).list?.(names) ?? names.join(', ')
  const said = text.trim() === '' ? t.files(list(kept.length > 0 ? kept : ['–'])) : text
  return lost.length === 0 ? said : `${said}\n\n${t.refused(list(lost))}`
}
