import { catalogue } from '#platform/i18n'

export const sharedTexts = catalogue({
  fr: {
    title: 'Qui a reçu quoi, et quand',
    lead: 'Chaque fois qu’une de vos données est arrivée chez quelqu’un, la plus récente en haut.',
    help: 'Aide',
    none: 'Personne n’a reçu de donnée',
    noneNote: 'Une ligne s’ajoute ici quand vous envoyez une demande, ou quand une application reçoit votre nom.',
    when: 'Quand',
    to: 'À qui',
    data: 'Quoi',
    why: 'Pourquoi',
    more: 'En savoir plus',
    caption: 'Données reçues',
    agents: 'Les agents d’une commune ne voient que les demandes de leur service.',
    most: (count: string) => `Les ${count} plus récentes sont montrées. La copie de vos données les contient toutes.`,
  },
  en: {
    title: 'Who received what, and when',
    lead: 'Each time that a datum of yours reached somebody, the latest first.',
    help: 'Help',
    none: 'Nobody has received any datum',
    noneNote: 'A line is added here when you send a request, or when an application receives your name.',
    when: 'When',
    to: 'To whom',
    data: 'What',
    why: 'Why',
    more: 'More about it',
    caption: 'Data received',
    agents: 'The officers of a town see the requests of their own office only.',
    most: (count) => `The latest ${count} are shown. The copy of your data contains them all.`,
  },
})
