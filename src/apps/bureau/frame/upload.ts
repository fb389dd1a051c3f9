import type { Locale } from '#kernel/localized'
import { catalogue } from '#platform/i18n'

const texts = catalogue({
  fr: {
    sending: 'Envoi des fichiers…',
    reading: 'Tout est envoyé ; lecture en cours…',
    cancel: 'Arrêter l’envoi',
    cancelled: 'L’envoi est arrêté : rien n’a été lu.',
  },
  en: {
    sending: 'Sending the files…',
    reading: 'Everything is sent; reading it…',
    cancel: 'Stop sending',
    cancelled: 'Sending was stopped: nothing was read.',
  },
})

/** What is said while the files of a form leave, with the script that says it. */
export const uploadWords = (locale: Locale) => {
  const { sending, reading, cancel, cancelled } = texts(locale)
  return { sending, reading, cancel, cancelled }
}

export const uploadScripts: readonly string[] = ['upload.js']
