import { catalogue } from '#platform/i18n'

/** The notes that name the agent who reads. */
export const mentionTexts = catalogue({
  fr: {
    title: 'Mentions',
    lead: 'Les notes internes où un collègue vous nomme avec @. Ouvrir la demande les marque comme lues.',
    none: 'Personne ne vous a nommé dans une note',
    noneBody: 'Écrivez @ et le nom d’un collègue dans une note interne : il la trouvera ici.',
    caption: 'Notes qui vous nomment',
    request: 'Demande',
    note: 'Note',
    by: 'De',
    unread: 'À lire',
    read: 'Lue',
    state: 'État',
    readAll: 'Tout marquer comme lu',
  },
  en: {
    title: 'Mentions',
    lead: 'Internal notes where a colleague names you with @. Opening the request marks them as read.',
    none: 'Nobody has named you in a note',
    noneBody: 'Write @ and the name of a colleague in an internal note: it will be found here.',
    caption: 'Notes that name you',
    request: 'Request',
    note: 'Note',
    by: 'From',
    unread: 'To read',
    read: 'Read',
    state: 'State',
    readAll: 'Mark all as read',
  },
})
