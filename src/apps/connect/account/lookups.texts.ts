import { catalogue } from '#platform/i18n'

export const lookupsTexts = catalogue({
  fr: {
    title: 'Qui a consulté mes données',
    lead: 'Chaque fois qu’un agent a ouvert tout ce que sa collectivité sait de vous, avec son motif.',
    help: 'Aide',
    rights:
      'Un motif vous étonne ? Écrivez au délégué à la protection des données de cette collectivité : elle doit vous répondre dans le mois.',
    none: 'Personne n’a consulté vos données',
    noneNote: 'Une ligne s’ajoute ici quand un agent ouvre votre fiche au guichet ou au téléphone.',
    at: (agent: string, time: string) => `${agent}, ${time}`,
    motive_present: 'Vous étiez au guichet',
    motive_calling: 'Vous étiez au téléphone',
    motive_request: 'Pour traiter une de vos demandes',
    motive_duplicate: 'Pour vérifier que deux fiches sont la même personne',
    motive_other: 'Autre motif',
  },
  en: {
    title: 'Who looked at my data',
    lead: 'Each time that an officer opened all that their authority knows about you, with their reason.',
    help: 'Help',
    rights:
      'Does a reason surprise you? Write to the data protection officer of that authority: it must answer within a month.',
    none: 'Nobody has looked at your data',
    noneNote: 'A line is added here when an officer opens your record at the counter or on the telephone.',
    at: (agent, time) => `${agent}, ${time}`,
    motive_present: 'You were at the counter',
    motive_calling: 'You were on the telephone',
    motive_request: 'To handle one of your requests',
    motive_duplicate: 'To check that two records are one person',
    motive_other: 'Another reason',
  },
})
