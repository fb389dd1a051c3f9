import { catalogue } from '#platform/i18n'

/** What was just done, said at the top of the next page; each by its word in the address. */
export const doneTexts = catalogue({
  fr: {
    invitation: 'L’invitation est partie par courriel.',
    'role-donne': 'Le rôle est donné.',
    'role-fini': 'La fin du rôle est enregistrée.',
    'groupe-ajoute': 'La personne est dans le groupe.',
    'groupe-retire': 'La personne n’est plus dans le groupe.',
    suspendu: 'L’accès est suspendu : sessions et droits ont cessé.',
    retabli: 'L’accès est rétabli. La personne doit se reconnecter.',
    prolonge: 'Le nouveau dernier jour est enregistré.',
    confie: 'Le changement de référent est enregistré.',
    termine: 'L’invitation est terminée : elle ne donne plus rien.',
    'groupe-cree': 'Le groupe est créé.',
    'groupe-change': 'Le groupe est modifié.',
    'groupe-ferme': 'Le groupe est fermé : plus personne n’entre par lui.',
    regle: 'La règle est enregistrée.',
    adresse: 'L’adresse est déclarée.',
    'adresse-retiree': 'L’adresse est retirée.',
  },
  en: {
    invitation: 'The invitation has left by e-mail.',
    'role-donne': 'The role is given.',
    'role-fini': 'The end of the role is recorded.',
    'groupe-ajoute': 'The person is in the group.',
    'groupe-retire': 'The person is no longer in the group.',
    suspendu: 'The access is suspended: sessions and rights have stopped.',
    retabli: 'The access is given back. The person has to sign in again.',
    prolonge: 'The new last day is recorded.',
    confie: 'The change of sponsor is recorded.',
    termine: 'The invitation is over: it gives nothing any more.',
    'groupe-cree': 'The group is made.',
    'groupe-change': 'The group is changed.',
    'groupe-ferme': 'The group is closed: nobody comes in by it any more.',
    regle: 'The rule is recorded.',
    adresse: 'The address is declared.',
    'adresse-retiree': 'The address is taken off.',
  },
})

export type Done = keyof ReturnType<typeof doneTexts>

export const readDone = (word: string | undefined): Done | undefined =>
  word !== undefined && Object.hasOwn(doneTexts('fr'), word) ? (word as Done) : undefined

export const withDone = (path: string, done: Done): string => `${path}?fait=${done}`
