import { catalogue } from '#platform/i18n'

/** What each column of an export is called. */
export const exportColumnTexts = catalogue({
  fr: {
    numero: 'Numéro',
    objet: 'Objet',
    demarche: 'Démarche',
    etape: 'Étape',
    etat: 'État',
    issue: 'Issue',
    personne: 'Personne',
    courriel: 'Adresse e-mail',
    telephone: 'Téléphone',
    service: 'Service',
    'suivi-par': 'Suivi par',
    canal: 'Canal',
    langue: 'Langue',
    recue: 'Reçue le',
    due: 'Réponse promise le',
    'delai-arrete': 'Délai arrêté',
    'en-retard': 'En retard',
    activite: 'Dernière activité',
    close: 'Close le',
    duree: 'Jours de traitement',
  },
  en: {
    numero: 'Number',
    objet: 'Subject',
    demarche: 'Procedure',
    etape: 'Stage',
    etat: 'Status',
    issue: 'Outcome',
    personne: 'Person',
    courriel: 'E-mail address',
    telephone: 'Phone',
    service: 'Service',
    'suivi-par': 'Held by',
    canal: 'Channel',
    langue: 'Language',
    recue: 'Received',
    due: 'Answer promised by',
    'delai-arrete': 'Clock stopped',
    'en-retard': 'Late',
    activite: 'Last activity',
    close: 'Closed',
    duree: 'Days taken',
  },
})

const stageTexts = catalogue({
  fr: {
    received: 'Nouvelle',
    examined: 'À l’étude',
    waiting_applicant: 'Chez l’usager',
    decided: 'À conclure',
    closed: 'Close',
  },
  en: {
    received: 'New',
    examined: 'Under review',
    waiting_applicant: 'With the person',
    decided: 'To conclude',
    closed: 'Closed',
  },
})

const outcomeTexts = catalogue({
  fr: { accepted: 'Acceptée', refused: 'Refusée', closed: 'Close sans décision' },
  en: { accepted: 'Accepted', refused: 'Refused', closed: 'Closed without a decision' },
})

export { outcomeTexts, stageTexts }
