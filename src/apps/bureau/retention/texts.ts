import { catalogue, formats } from '#platform/i18n'

const fr = formats('fr')
const en = formats('en')

/** What will be erased of closed requests, and when. */
export const retentionTexts = catalogue({
  fr: {
    title: 'Conservation',
    lead: 'Les demandes closes dont le temps se termine dans les cinq ans, mois par mois. Le temps ne court qu’une fois la demande close ; le service est prévenu trente jours avant.',
    caption: 'Demandes closes dont le temps se termine, la fin la plus proche d’abord',
    none: 'Rien ne s’efface dans les cinq ans',
    none_body: 'Les demandes que vous clorez viendront ici, selon ce que dit leur circuit.',
    month: 'En',
    procedure: 'Démarche',
    outcome: 'Issue',
    accepted: 'Acceptées',
    refused: 'Refusées',
    closed: 'Closes',
    count: 'Demandes',
    held: (count: number) => `dont ${fr.plural(count, 'gardée', 'gardées')} pour un recours ou un contrôle`,
    becomes: 'Ce qui arrive',
    anonymise: 'Noms, réponses, pièces et messages effacés ; les chiffres et le journal restent',
    remove: 'Effacées de même, et plus montrées à personne',
    kept: 'Une demande gardée reste entière jusqu’à ce qu’un responsable la rende, depuis sa page.',
  },
  en: {
    title: 'Retention',
    lead: 'Closed requests whose time ends within five years, month by month. Time runs only once the request is closed; the service is told thirty days before.',
    caption: 'Closed requests whose time ends, the nearest end first',
    none: 'Nothing is erased within five years',
    none_body: 'Requests that you close will come here, by what their circuit says.',
    month: 'In',
    procedure: 'Procedure',
    outcome: 'Outcome',
    accepted: 'Accepted',
    refused: 'Refused',
    closed: 'Closed',
    count: 'Requests',
    held: (count) => `of which ${en.number(count)} kept for an appeal or a check`,
    becomes: 'What happens',
    anonymise: 'Names, answers, files and messages erased; figures and journal stay',
    remove: 'Erased likewise, and shown to nobody any more',
    kept: 'A request that is kept stays whole until a supervisor gives it back, from its page.',
  },
})
