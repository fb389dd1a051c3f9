import { catalogue } from '#platform/i18n'

export const placeTexts = catalogue({
  fr: {
    title: 'Où travaillez-vous aujourd’hui ?',
    lead: 'Choisissez la collectivité dont vous traitez les demandes. Vous pourrez en changer depuis le menu.',
    role_agent: 'Agent',
    role_supervisor: 'Responsable',
    role_administrator: 'Administration',
    role_elected: 'Mandat d’élu',
    inServices: (services: string) => `service ${services}`,
    everywhere: 'toute la collectivité',
    noneTitle: 'Votre compte n’a pas encore de rôle ici',
    noneBody:
      'Le bureau est réservé aux agents des collectivités. Demandez à la personne qui administre votre collectivité de vous donner un rôle, avec cette adresse :',
    noneHome: 'Aller au guichet',
    noneAccount: 'Voir mon compte',
    lostSuspended: (day: string) =>
      `Votre accès y est suspendu depuis le ${day}. La personne qui administre cette collectivité peut le rétablir.`,
    lostGuest: (day: string | undefined, sponsor: string | null) =>
      `Votre invitation y est terminée${day === undefined ? '' : ` depuis le ${day}`}. ${sponsor ?? 'Un agent de la collectivité'} peut demander qu’elle reprenne.`,
    lostRole: (day: string) => `Votre rôle y a pris fin le ${day}.`,
    lostNotYet: 'Votre rôle n’y a pas encore commencé.',
    operatorTitle: 'Vous faites tourner la plateforme',
    operatorBody: 'Vous voyez la machine, pas les demandes des habitants.',
  },
  en: {
    title: 'Where do you work today?',
    lead: 'Choose the authority whose requests you handle. You can change from the menu.',
    role_agent: 'Officer',
    role_supervisor: 'Supervisor',
    role_administrator: 'Administration',
    role_elected: 'Elected member',
    inServices: (services) => `service ${services}`,
    everywhere: 'the whole authority',
    noneTitle: 'Your account has no role here yet',
    noneBody:
      'The bureau is for officers of the authorities. Ask whoever administers your authority to give you a role, with this address:',
    noneHome: 'Go to the public site',
    noneAccount: 'See my account',
    lostSuspended: (day) =>
      `Your access there is suspended since ${day}. Whoever administers this authority can give it back.`,
    lostGuest: (day, sponsor) =>
      `Your invitation there is over${day === undefined ? '' : ` since ${day}`}. ${sponsor ?? 'An agent of the authority'} can ask for it again.`,
    lostRole: (day) => `Your role there ended on ${day}.`,
    lostNotYet: 'Your role there has not begun yet.',
    operatorTitle: 'You run the platform',
    operatorBody: 'You see the machine, not the requests of residents.',
  },
})
