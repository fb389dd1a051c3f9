import type { Call } from './soap.ts'

interface Rule {
  readonly code: string
  readonly said: string
  readonly holds: (fields: Call['fields']) => boolean
}

const isUrl = (text: string | undefined): boolean =>
  text !== undefined && text.length <= 250 && URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)

/** What the service refuses at once, in its own codes. */
const rules: readonly Rule[] = [
  { code: 'S1', said: 'Mode de saisie invalide.', holds: ({ saisie = '' }) => /^[TXW]$/.test(saisie) },
  { code: 'T1', said: 'Numéro client invalide.', holds: ({ numcli = '' }) => /^\d{6}$/.test(numcli) },
  {
    code: 'M1',
    said: 'Le format du montant n’est pas correct.',
    holds: ({ montant = '' }) => /^\d{1,11}$/.test(montant),
  },
  { code: 'M3', said: 'Le montant minimum est de 1 euro.', holds: ({ montant = '' }) => Number(montant) >= 100 },
  { code: 'M5', said: 'Le montant dépasse la limite.', holds: ({ montant = '' }) => Number(montant) <= 9_999_999 },
  { code: 'A1', said: 'L’adresse mél n’est pas renseignée.', holds: ({ mel = '' }) => mel !== '' },
  {
    code: 'A2',
    said: 'L’adresse mél est incorrecte.',
    holds: ({ mel = '' }) => /^\S+@\S+\.\S+$/.test(mel) && mel.length >= 6 && mel.length <= 80,
  },
  {
    code: 'R3',
    said: 'Le format du paramètre REFDET n’est pas conforme.',
    holds: ({ refdet = '' }) => /^[A-Za-z0-9]{6,30}$/.test(refdet),
  },
  { code: 'E1', said: 'L’exercice n’est pas conforme.', holds: ({ exer = '' }) => /^\d{4}$/.test(exer) },
  {
    code: 'O1',
    said: 'Le format du paramètre OBJET n’est pas conforme.',
    holds: ({ objet = '' }) => /^[A-Za-z0-9 ]{0,100}$/.test(objet),
  },
  { code: 'N1', said: 'L’adresse de notification est invalide.', holds: ({ urlnotif }) => isUrl(urlnotif) },
  { code: 'D1', said: 'L’adresse de redirection est invalide.', holds: ({ urlredirect }) => isUrl(urlredirect) },
]

export const firstFault = (fields: Call['fields']): Pick<Rule, 'code' | 'said'> | undefined =>
  rules.find(({ holds }) => !holds(fields))
