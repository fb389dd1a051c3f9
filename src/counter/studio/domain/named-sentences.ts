import type { Localized } from '#kernel/localized'

/** What is said of a thing that a form or a circuit names; `x` is its name. */
export const namedSentences = {
  no_agenda: (x: string) => ({
    fr: `L’agenda « ${x} » n’existe pas ici : créez-le, ou choisissez-en un autre.`,
    en: `There is no agenda “${x}” here: create it, or choose another.`,
  }),
  closed_agenda: (x: string) => ({
    fr: `L’agenda « ${x} » est fermé : personne ne pourra y prendre de rendez-vous avant qu’il ouvre.`,
    en: `The agenda “${x}” is closed: nobody can take an appointment there until it opens.`,
  }),
  no_open_kind: (x: string) => ({
    fr: `L’agenda « ${x} » n’a aucun objet de rendez-vous ouvert : ouvrez-en un.`,
    en: `The agenda “${x}” has nothing open to come for: open something.`,
  }),
  no_kind: (x: string) => ({
    fr: `L’agenda n’a pas cet objet de rendez-vous, ou il est fermé (${x}).`,
    en: `The agenda has no such thing to come for, or it is closed (${x}).`,
  }),
  which_agenda: () => ({
    fr: 'Dites dans quel agenda le rendez-vous se prend.',
    en: 'Say in which agenda the appointment is taken.',
  }),
  each_agenda: (x: string) => ({
    fr: `Chaque collectivité qui propose cette démarche doit avoir un agenda « ${x} ».`,
    en: `Each collectivity that offers this procedure must have an agenda “${x}”.`,
  }),
  no_amount: () => ({ fr: 'Dites le montant à payer.', en: 'Say the amount to pay.' }),
  bad_amount: (x: string) => ({
    fr: `Le montant va de 1 € à 99 999,99 €, en centimes entiers (« ${x} »).`,
    en: `The amount goes from €1 to €99,999.99, in whole cents (“${x}”).`,
  }),
  no_open_regie: () => ({
    fr: 'Aucune régie n’est ouverte : personne ne pourrait payer. Ouvrez-en une.',
    en: 'No régie is open: nobody could pay. Open one.',
  }),
  no_regie: (x: string) => ({
    fr: `La régie « ${x} » n’existe pas ici, ou elle est fermée : ouvrez-la, ou choisissez-en une autre.`,
    en: `There is no régie “${x}” here, or it is closed: open it, or choose another.`,
  }),
  each_regie: (x: string) => ({
    fr: `Chaque collectivité qui propose cette démarche doit avoir une régie ouverte${x ? ` nommée « ${x} »` : ''}.`,
    en: `Each collectivity that offers this procedure must have an open régie${x ? ` called “${x}”` : ''}.`,
  }),
  no_letter: (x: string) => ({
    fr: `Le modèle de courrier « ${x} » n’existe pas ici : ajoutez-le, ou choisissez-en un autre.`,
    en: `There is no letter template “${x}” here: add it, or choose another.`,
  }),
  each_letter: (x: string) => ({
    fr: `Chaque collectivité qui propose cette démarche doit avoir un modèle de courrier « ${x} ».`,
    en: `Each collectivity that offers this procedure must have a letter template “${x}”.`,
  }),
  no_list: (x: string) => ({
    fr: `La liste « ${x} » n’existe pas encore : sans elle, il n’y a rien à choisir.`,
    en: `There is no list “${x}” yet: without it, there is nothing to choose.`,
  }),
  no_records: (x: string) => ({
    fr: `Aucune fiche « ${x} » n’existe encore : il n’y aura rien à choisir tant qu’il n’y en a pas.`,
    en: `There is no record “${x}” yet: there is nothing to choose until there is one.`,
  }),
  new_records: (x: string) => ({
    fr: `Aucune fiche « ${x} » n’existe encore : la première que ce circuit écrira ouvrira la liste. Vérifiez son nom.`,
    en: `There is no record “${x}” yet: the first that this workflow writes will open the list. Check its name.`,
  }),
  each_records: (x: string) => ({
    fr: `Les fiches « ${x} » seront celles de chaque collectivité qui propose cette démarche.`,
    en: `The records “${x}” will be those of each collectivity that offers this procedure.`,
  }),
  no_address: () => ({
    fr: 'Dites à quelle adresse écrire à la personne dont l’avis est demandé.',
    en: 'Say at which address to write to the person whose opinion is asked.',
  }),
  bad_email: (x: string) => ({
    fr: `« ${x} » n’est pas une adresse électronique.`,
    en: `“${x}” is no e-mail address.`,
  }),
  no_tool: () => ({
    fr: 'Dites l’adresse web de l’outil de l’autre administration.',
    en: 'Say the web address of the other authority’s tool.',
  }),
  bad_url: (x: string) => ({
    fr: `« ${x} » n’est pas une adresse web : elle commence par https://.`,
    en: `“${x}” is no web address: it begins with https://.`,
  }),
} as const satisfies Record<string, (x: string) => Localized>
