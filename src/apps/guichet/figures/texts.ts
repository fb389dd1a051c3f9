import { catalogue } from '#platform/i18n'

export const publicFiguresTexts = catalogue({
  fr: {
    title: 'Nos chiffres',
    lead: 'Ce que nous recevons de vous, et en combien de temps nous répondons, sur les douze derniers mois.',
    received: 'Demandes reçues',
    closed: 'Demandes terminées',
    settled: 'Délai médian',
    settledNote: (days: string) => `neuf sur dix en ${days} ou moins`,
    late: 'Répondues après le jour promis',
    satisfaction: 'Vous nous donnez',
    marks: (count: string) => `sur 5, ${count}`,
    monthly: 'Mois par mois',
    table: 'Par démarche',
    procedure: 'Démarche',
    days: 'La moitié en',
    most: 'Neuf sur dix en',
    hidden: (count: number, text: string) =>
      count < 2
        ? `${text} démarche n’est pas détaillée : trop peu de personnes l’ont faite.`
        : `${text} démarches ne sont pas détaillées : trop peu de personnes les ont faites.`,
    few: 'Trop peu de demandes encore pour en dire les chiffres.',
    how: 'Un délai va de l’arrivée d’une demande à sa fin. Les jours où nous attendions une réponse de la personne n’y comptent pas. Rien ici ne désigne quelqu’un.',
    countedAt: (when: string) => `Chiffres du ${when}.`,
  },
  en: {
    title: 'Our figures',
    lead: 'What we receive from you, and how fast we answer, over the last twelve months.',
    received: 'Requests received',
    closed: 'Requests closed',
    settled: 'Median time',
    settledNote: (days) => `nine in ten within ${days}`,
    late: 'Answered after the promised day',
    satisfaction: 'You give us',
    marks: (count) => `out of 5, ${count}`,
    monthly: 'Month by month',
    table: 'By procedure',
    procedure: 'Procedure',
    days: 'Half within',
    most: 'Nine in ten within',
    hidden: (count, text) =>
      count === 1
        ? `${text} procedure is not detailed: too few people went through it.`
        : `${text} procedures are not detailed: too few people went through them.`,
    few: 'Too few requests yet to give their figures.',
    how: 'A delay runs from the day a request comes to the day it ends. Days when we waited for the person do not count. Nothing here points at anybody.',
    countedAt: (when) => `Figures of ${when}.`,
  },
})
