import type { AccountField, FieldFault, FieldFaults } from '#identity/accounts'
import { passwordLength } from '#identity/accounts'
import type { Locale } from '#kernel/localized'
import { catalogue } from '#platform/i18n'

/** What to correct, by the name of the field, which is also its id; `code` is that of an installation. */
export type Errors = Readonly<Partial<Record<AccountField | 'code', string>>>

const { shortest, longest } = passwordLength

const texts = catalogue({
  fr: {
    email_missing: 'Indiquez votre adresse e-mail, par exemple nom@exemple.fr',
    email_malformed: 'Écrivez l’adresse e-mail en entier, par exemple nom@exemple.fr',
    givenName_missing: 'Indiquez votre prénom',
    givenName_too_long: 'Raccourcissez votre prénom : 100 caractères au plus',
    familyName_missing: 'Indiquez votre nom',
    familyName_too_long: 'Raccourcissez votre nom : 100 caractères au plus',
    phone_malformed: 'Vérifiez le numéro de téléphone, par exemple 06 39 98 12 34',
    password_missing: 'Indiquez votre mot de passe',
    password_too_short: `Allongez le mot de passe : ${shortest} caractères au moins`,
    password_too_long: `Raccourcissez le mot de passe : ${longest} caractères au plus`,
    password_breached:
      'Choisissez un autre mot de passe : celui-ci est dans les listes que les pirates essaient en premier',
    password_too_easy:
      'Choisissez un mot de passe plus difficile à deviner : ni votre nom, ni votre adresse, ni les mêmes caractères répétés',
    other: 'Vérifiez cette réponse',
  },
  en: {
    email_missing: 'Give your e-mail address, for example name@example.com',
    email_malformed: 'Write the whole e-mail address, for example name@example.com',
    givenName_missing: 'Give your given name',
    givenName_too_long: 'Shorten your given name: 100 characters at most',
    familyName_missing: 'Give your family name',
    familyName_too_long: 'Shorten your family name: 100 characters at most',
    phone_malformed: 'Check the phone number, for example 06 39 98 12 34',
    password_missing: 'Give your password',
    password_too_short: `Make the password longer: ${shortest} characters at least`,
    password_too_long: `Make the password shorter: ${longest} characters at most`,
    password_breached: 'Choose another password: this one is in the lists that attackers try first',
    password_too_easy:
      'Choose a password that is harder to guess: not your name, not your address, not the same characters repeated',
    other: 'Check this answer',
  },
})

type Sentences = ReturnType<typeof texts>

/** As the fields follow one another on the pages. */
const fieldOrder = ['givenName', 'familyName', 'email', 'phone', 'password'] as const satisfies AccountField[]

/** The sentence beside each field that is wrong, in the order of the page. */
export function errorsOf(faults: FieldFaults, locale: Locale): Errors {
  const sentences = texts(locale)
  const entries = fieldOrder.flatMap((field) => {
    const fault = faults[field]
    return fault === undefined ? [] : [[field, sentenceFor(sentences, field, fault)] as const]
  })
  return Object.fromEntries(entries)
}

function sentenceFor(sentences: Sentences, field: AccountField, fault: FieldFault): string {
  const key = `${field}_${fault}`
  return key in sentences ? sentences[key as keyof Sentences] : sentences.other
}
