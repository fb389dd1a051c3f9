import { catalogue } from '#platform/i18n'

const word = (words: Readonly<Record<string, string>>) => (key: string) => words[key] ?? key

/** What the journal tells of what a circuit did by itself. */
export const automaticTexts = catalogue({
  fr: {
    'circuit.wrote': 'Message automatique',
    'circuit.not_sent': 'Message automatique non parti',
    'dossier.revised': 'La démarche a changé de version',
    revision: (number: number) => `version ${number}`,
    'fields.set': 'Champs internes remplis',
    'outside.asked': 'Réponse demandée',
    'outside.settled': 'Réponse demandée',
    'errand.asked': 'Travail demandé',
    'errand.settled': 'Travail demandé',
    channel: word({
      email: 'courriel',
      sms: 'SMS',
      in_app: 'dans la demande',
      letter: 'lettre',
      comment: 'commentaire',
    }),
    service: word({
      payment: 'paiement',
      signature: 'signature',
      appointment: 'rendez-vous',
      expert: 'avis',
      authority: 'autre administration',
      form: 'formulaire',
    }),
    work: word({
      card: 'fiche',
      create_case: 'autre demande',
      generate_document: 'document',
      call: 'appel d’un service web',
    }),
    state: word({
      accepted: 'acceptée',
      refused: 'refusée',
      timed_out: 'restée sans réponse',
      done: 'terminé',
      failed: 'échoué',
      unavailable: 'impossible sur cette plateforme',
    }),
  },
  en: {
    'circuit.wrote': 'Automatic message',
    'circuit.not_sent': 'Automatic message not sent',
    'dossier.revised': 'The procedure changed its version',
    revision: (number) => `version ${number}`,
    'fields.set': 'Internal fields filled in',
    'outside.asked': 'Answer asked for',
    'outside.settled': 'Answer asked for',
    'errand.asked': 'Work asked for',
    'errand.settled': 'Work asked for',
    channel: word({
      email: 'e-mail',
      sms: 'text message',
      in_app: 'in the request',
      letter: 'letter',
      comment: 'comment',
    }),
    service: word({
      payment: 'payment',
      signature: 'signature',
      appointment: 'appointment',
      expert: 'opinion',
      authority: 'another authority',
      form: 'form',
    }),
    work: word({
      card: 'record',
      create_case: 'another request',
      generate_document: 'document',
      call: 'web service call',
    }),
    state: word({
      accepted: 'accepted',
      refused: 'refused',
      timed_out: 'without an answer',
      done: 'done',
      failed: 'failed',
      unavailable: 'not possible on this platform',
    }),
  },
})
