import { catalogue } from '#platform/i18n'

/** What a person gave to applications, and how she takes it back. */
export const applicationsTexts = catalogue({
  fr: {
    title: 'Applications',
    lead: 'Ce que vous avez accepté de transmettre, à qui, et depuis quand. Vous pouvez l’arrêter à tout moment.',
    help: 'Aide',
    none: 'Vous n’avez transmis aucune donnée',
    none_body:
      'Quand vous entrez avec votre compte dans une application qui n’est pas un site de votre collectivité, vous choisissez ce qu’elle reçoit. Vos choix s’affichent ici.',
    gives: 'Reçoit',
    nothing: 'Plus rien',
    since: 'Depuis',
    stop: 'Ne plus transmettre',
    stopTo: (name: string) => `à ${name}`,
    history: 'Historique',
    given: (data: string) => `Accepté : ${data}`,
    refused: (data: string) => `Refusé : ${data}`,
    withdrawn: (data: string) => `Retiré : ${data}`,
    stopped: 'C’est fait : cette application ne reçoit plus rien de vous.',
    firstTitle: 'Les sites des collectivités',
    firstBody: 'Ils connaissent votre compte sans vous le demander à chaque fois : ce sont vos démarches.',
  },
  en: {
    title: 'Applications',
    lead: 'What you agreed to hand over, to whom, and since when. You can stop it at any time.',
    help: 'Help',
    none: 'You have not handed over anything',
    none_body:
      'When you enter with your account an application that is not a site of your authority, you choose what it gets. Your choices show here.',
    gives: 'Gets',
    nothing: 'Nothing any more',
    since: 'Since',
    stop: 'Stop handing over',
    stopTo: (name) => `to ${name}`,
    history: 'History',
    given: (data) => `Agreed: ${data}`,
    refused: (data) => `Refused: ${data}`,
    withdrawn: (data) => `Taken back: ${data}`,
    stopped: 'Done: this application gets nothing from you any more.',
    firstTitle: 'Sites of the authorities',
    firstBody: 'They know your account without asking each time: these are your requests.',
  },
})
