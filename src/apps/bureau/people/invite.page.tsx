import type { Group } from '#identity/accounts'
import {
  Breadcrumbs,
  Button,
  CardList,
  Checkboxes,
  Form,
  LinkCard,
  PageHead,
  Select,
  TextArea,
  TextInput,
} from '#platform/html'
import type { Locale } from '#platform/i18n'
import { inviteTexts } from './invite.texts.ts'
import { RoleFields, type Typed } from './role-fields.tsx'
import { peopleTexts } from './texts.ts'
import { Corrections, type Errors, type ServiceNames } from './wording.tsx'

export const inviteKinds = ['agent', 'elu', 'invite'] as const
export type InviteKind = (typeof inviteKinds)[number]

export interface InvitePageProps {
  readonly locale: Locale
  /** `/bureau/corbas/agents` */
  readonly base: string
  readonly kind: InviteKind | undefined
  readonly services: ServiceNames
  readonly groups: readonly Group[]
  readonly sponsors: readonly { readonly accountId: string; readonly name: string }[]
  /** "24 novembre 2027" */
  readonly latest: string
  readonly typed: Typed
  readonly pickedGroups: readonly string[]
  readonly errors: Errors
}

/** Somebody to let in: first as what, then who and until when. */
export function InvitePage(props: InvitePageProps) {
  const { locale, base, kind, errors } = props
  const texts = peopleTexts(locale)
  const t = inviteTexts(locale)
  const crumbs = <Breadcrumbs label={texts.crumbs} isBack links={[{ href: base, label: texts.title }]} />
  if (kind === undefined) {
    const icons = { agent: 'user-plus', elu: 'landmark', invite: 'id-card' } as const
    return (
      <>
        {crumbs}
        <PageHead title={t.title_choice} />
        <CardList isWide>
          {inviteKinds.map((each) => (
            <LinkCard href={`${base}/inviter?comme=${each}`} icon={icons[each]} title={t[`title_${each}`]} level={2}>
              {t[`choice_${each}`]}
            </LinkCard>
          ))}
        </CardList>
      </>
    )
  }
  return (
    <>
      {crumbs}
      <PageHead title={t[`title_${kind}`]} lead={t[`lead_${kind}`]} />
      <Corrections errors={errors} locale={locale} />
      {Form({
        action: `${base}/inviter`,
        hidden: { comme: kind, ...(kind === 'elu' && { role: 'elected' }) },
        children: (
          <>
            {Who(props)}
            {kind === 'invite' ? Stay(props) : RoleFields({ ...props, isMandate: kind === 'elu' })}
            <div class="row actions">
              <Button size="big" icon="send">
                {kind === 'elu' ? t.record : t.send}
              </Button>
            </div>
          </>
        ),
      })}
    </>
  )
}

function Who({ locale, typed, errors }: InvitePageProps) {
  const t = inviteTexts(locale)
  return (
    <>
      {(['givenName', 'familyName'] as const).map((id) =>
        TextInput({
          id,
          name: id,
          label: t[id],
          value: typed[id],
          error: errors[id],
          autoComplete: 'off',
          isRequired: true,
        }),
      )}
      {TextInput({
        id: 'email',
        name: 'email',
        type: 'email',
        label: t.email,
        value: typed['email'],
        error: errors['email'],
        isExact: true,
        autoComplete: 'off',
        isRequired: true,
      })}
    </>
  )
}

function Stay({ locale, services, groups, sponsors, latest, typed, pickedGroups, errors }: InvitePageProps) {
  const texts = peopleTexts(locale)
  const t = inviteTexts(locale)
  const field = (name: string) => ({ id: name, name, value: typed[name], error: errors[name] })
  return (
    <>
      {TextInput({
        ...field('organisation'),
        label: t.organisation,
        hint: t.organisationHint,
        maxLength: 120,
        isRequired: true,
      })}
      {TextArea({ ...field('motif'), label: t.reason, hint: t.reasonHint, rows: 2, maxLength: 400, isRequired: true })}
      {Select({
        ...field('referent'),
        label: t.sponsor,
        hint: t.sponsorHint,
        emptyLabel: t.chooseSponsor,
        options: sponsors.map(({ accountId, name }) => ({ value: accountId, label: name })),
        isRequired: true,
      })}
      {TextInput({ ...field('debut'), label: t.from, type: 'date', width: 'medium', optionalMark: texts.optional })}
      {TextInput({
        ...field('fin'),
        label: t.until,
        hint: t.untilHint(latest),
        type: 'date',
        width: 'medium',
        isRequired: true,
      })}
      {Select({
        ...field('service'),
        label: t.service,
        emptyLabel: t.noService,
        options: [...services].map(([value, label]) => ({ value, label })),
      })}
      {groups.length > 0 &&
        Checkboxes({
          id: 'groupes',
          name: 'groupes',
          legend: t.groups,
          hint: t.groupsHint,
          values: pickedGroups,
          choices: groups.map(({ id, name, description }) => ({
            value: id,
            label: name,
            hint: description || undefined,
          })),
        })}
    </>
  )
}
