import { catalogue } from '#platform/i18n'

export const thingTexts = catalogue({
  fr: {
    gone: (name: string) => `« ${name} », qui n’existe pas ici`,
    choose: 'Choisissez dans la liste',
    of_each: 'Un nom, sans espace : chaque collectivité qui propose la démarche a le sien, sous ce nom.',
    other_records: 'Ou d’autres fiches, par leur nom',
    other_records_hint: 'Leur nom, par exemple « salles ». La première fiche écrite sous ce nom ouvre la liste.',
    make_list: 'Créer une liste',
    make_agenda: 'Créer un agenda',
    make_kind: 'Voir les agendas et leurs objets de rendez-vous',
    make_regie: 'Ouvrir une régie',
    make_letter: 'Ajouter un modèle de courrier',
  },
  en: {
    gone: (name) => `“${name}”, which does not exist here`,
    choose: 'Choose from the list',
    of_each: 'A name, without spaces: each authority that offers the procedure has its own under this name.',
    other_records: 'Or other records, by their name',
    other_records_hint: 'Their name, for example “halls”. The first record written under this name opens the list.',
    make_list: 'Make a list',
    make_agenda: 'Make an agenda',
    make_kind: 'See the agendas and what one comes for',
    make_regie: 'Open a régie',
    make_letter: 'Add a letter template',
  },
})
