import { catalogue } from '#platform/i18n'

/** A newer revision of the procedure, which the agent may let this case follow. */
export const revisionTexts = catalogue({
  fr: {
    title: 'Une nouvelle version',
    asked: (number: string, status: string) =>
      `La version ${number} de la démarche est publiée. La demande y serait au statut « ${status} ».`,
    follow: 'Passer à la nouvelle version',
    note: 'Les réponses et l’historique sont gardés. La personne n’est pas prévenue.',
  },
  en: {
    title: 'A new version',
    asked: (number, status) =>
      `Version ${number} of the procedure is published. The case would stand there at the status “${status}”.`,
    follow: 'Move to the new version',
    note: 'Answers and history are kept. The person is not told.',
  },
})
