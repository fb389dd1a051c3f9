import { Button, Form, PageHead, TextInput, Toast } from '#platform/html'
import { catalogue, type Locale } from '#platform/i18n'
import { Corrections, type Errors } from './wording.tsx'

export const operatorTexts = catalogue({
  fr: {
    title: 'Deux facteurs pour l’exploitation',
    lead: 'Qui fait tourner la plateforme ouvre toutes les portes de la machine : un mot de passe seul ne devrait pas y suffire.',
    from: 'À partir du',
    hint: 'Vide : un seul facteur suffit. Ajoutez d’abord votre deuxième facteur, dans votre compte.',
    action: 'Enregistrer',
    done: 'La règle est enregistrée.',
    error: 'Écrivez un jour qui existe, par exemple 2027-06-30',
  },
  en: {
    title: 'Two factors for operators',
    lead: 'Whoever runs the platform opens every door of the machine: a password alone should not be enough.',
    from: 'From',
    hint: 'Empty: one factor is enough. First add your second factor, in your account.',
    action: 'Save',
    done: 'The rule is recorded.',
    error: 'Write a day that exists, for example 2027-06-30',
  },
})

export interface OperatorRuleProps {
  readonly locale: Locale
  readonly day: string
  readonly errors: Errors
  readonly isDone: boolean
}

/** The rule that operators set for themselves. */
export function OperatorRulePage({ locale, day, errors, isDone }: OperatorRuleProps) {
  const t = operatorTexts(locale)
  return (
    <>
      {isDone && <Toast>{t.done}</Toast>}
      <PageHead title={t.title} lead={t.lead} />
      {Corrections({ errors, locale })}
      {Form({
        action: '/bureau/exploitation/deux-facteurs',
        children: (
          <>
            {TextInput({
              id: 'jour',
              name: 'jour',
              type: 'date',
              width: 'medium',
              label: t.from,
              hint: t.hint,
              value: day,
              error: errors['jour'],
            })}
            <div class="row actions">
              <Button icon="shield-check">{t.action}</Button>
            </div>
          </>
        ),
      })}
    </>
  )
}
