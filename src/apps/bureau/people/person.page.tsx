import type { Group, PersonFile, PersonRole } from '#identity/accounts'
import {
  Alert,
  Breadcrumbs,
  Button,
  DescriptionList,
  Details,
  Form,
  Notice,
  PageHead,
  SectionHead,
  Select,
  StateChip,
  TextArea,
  TextInput,
  Toast,
} from '#platform/html'
import { formats, type Locale } from '#platform/i18n'
import { personTexts } from './person.texts.ts'
import { RoleFields, type Typed } from './role-fields.tsx'
import { peopleTexts } from './texts.ts'
import { Corrections, endWords, type Errors, rightWords, seenWords, type ServiceNames, stateChip } from './wording.tsx'

export interface PersonPageProps {
  readonly locale: Locale
  /** `/bureau/corbas/agents` */
  readonly base: string
  /** `/bureau/corbas/invites/…`, when she is a guest. */
  readonly stayHref: string | undefined
  readonly person: PersonFile
  readonly services: ServiceNames
  readonly groups: readonly Group[]
  readonly canManage: boolean
  readonly isOneself: boolean
  readonly done: string | undefined
  /** A form that was refused. */
  readonly refused?: {
    readonly form: 'role' | 'group' | 'suspend' | 'end'
    readonly typed: Typed
    readonly errors: Errors
  }
}

const typedOf = ({ refused }: PersonPageProps, form: string): Typed => (refused?.form === form ? refused.typed : {})
const errorsOf = ({ refused }: PersonPageProps, form: string): Errors => (refused?.form === form ? refused.errors : {})

/** Everything that somebody may do in a collectivity, how she came to it, and what can be done about it. */
export function PersonPage(props: PersonPageProps) {
  const { locale, base, person, done, refused } = props
  const texts = peopleTexts(locale)
  return (
    <>
      {done !== undefined && <Toast>{done}</Toast>}
      <Breadcrumbs label={texts.crumbs} isBack links={[{ href: base, label: texts.title }]} />
      <PageHead
        title={`${person.givenName} ${person.familyName}`}
        meta={StateChip(stateChip(person.state, locale))}
        lead={person.email}
      />
      {refused !== undefined && Corrections({ errors: refused.errors, locale })}
      <div class="stack far">
        {Suspended(props)}
        {Roles(props)}
        {Groups(props)}
        {Account(props)}
        {props.canManage && person.suspension === undefined && Suspend(props)}
        {History(props)}
      </div>
    </>
  )
}

function Suspended({ locale, base, person, canManage }: PersonPageProps) {
  const { suspension } = person
  if (!suspension) return null
  const t = personTexts(locale)
  return (
    <Alert tone="bad" icon="circle-pause" title={t.suspendedTitle}>
      <p>{suspension.reason}</p>
      <p>{t.suspendedBy(suspension.byName ?? t.somebody, formats(locale).fullDateTime(suspension.suspendedAt))}</p>
      {canManage &&
        Form({
          action: `${base}/${person.accountId}/retablir`,
          children: (
            <Button kind="secondary" size="small" icon="play">
              {t.resumeAction}
            </Button>
          ),
        })}
    </Alert>
  )
}

function Roles(props: PersonPageProps) {
  const { locale, base, person, services, canManage, stayHref } = props
  const t = personTexts(locale)
  const [typed, errors] = [typedOf(props, 'role'), errorsOf(props, 'role')]
  return (
    <section aria-labelledby="rights-title">
      <SectionHead title={t.rights} id="rights-title" />
      <div class="stack">
        {person.roles.length === 0 && <p class="meta">{t.noRights}</p>}
        {person.roles.length > 0 && (
          <DescriptionList
            items={person.roles.map((role) => ({
              label: rightWords({ ...role, role: role.isGuest ? 'guest' : role.role }, services, locale),
              value: (
                <>
                  <p>{datesOf(role, locale)}</p>
                  {canManage && !role.isGuest && EndRole(props, role)}
                </>
              ),
            }))}
          />
        )}
        {stayHref !== undefined && (
          <p>
            <a href={stayHref}>{t.stayLink}</a>
          </p>
        )}
        {canManage && (
          <Details summary={t.give} isOpen={Object.keys(errors).length > 0}>
            {Form({
              action: `${base}/${person.accountId}/roles`,
              children: (
                <>
                  {RoleFields({ locale, services, typed, errors })}
                  <div class="row actions">
                    <Button icon="key-round">{t.giveAction}</Button>
                  </div>
                </>
              ),
            })}
          </Details>
        )}
      </div>
    </section>
  )
}

function datesOf({ startsAt, endsAt, holds }: PersonRole, locale: Locale): string {
  const texts = peopleTexts(locale)
  const end = endsAt === null ? texts.noEnd : texts.until(endWords(endsAt, locale))
  return holds ? end : `${texts.from(formats(locale).date(startsAt))}, ${end}`
}

function EndRole(props: PersonPageProps, role: PersonRole) {
  const { locale, base, person, services } = props
  const t = personTexts(locale)
  const errors = errorsOf(props, 'end')
  const id = `fin-${role.id}`
  return (
    <Details summary={t.end} isOpen={errors[id] !== undefined}>
      {Form({
        action: `${base}/${person.accountId}/roles/${role.id}/fin`,
        label: t.endTitle(rightWords(role, services, locale)),
        children: (
          <>
            {TextInput({
              id,
              name: 'fin',
              type: 'date',
              label: t.endOn,
              hint: t.endOnHint,
              width: 'medium',
              error: errors[id],
            })}
            <div class="row actions">
              <Button kind="danger" size="small">
                {t.endAction}
              </Button>
            </div>
          </>
        ),
      })}
    </Details>
  )
}

function Groups(props: PersonPageProps) {
  const { locale, base, person, groups, canManage } = props
  const t = personTexts(locale)
  const errors = errorsOf(props, 'group')
  const others = groups.filter(({ id }) => !person.groups.some(({ groupId }) => groupId === id))
  return (
    <section aria-labelledby="groups-title">
      <SectionHead title={t.groups} id="groups-title" />
      <div class="stack">
        {person.groups.length === 0 ? (
          <p class="meta">{t.noGroups}</p>
        ) : (
          <ul>
            {person.groups.map(({ groupId, name }) => (
              <li>
                <a href={`${base.replace(/agents$/, 'groupes')}/${groupId}`}>{name}</a>
              </li>
            ))}
          </ul>
        )}
        {canManage && others.length > 0 && (
          <Details summary={t.addGroup} isOpen={errors['groupe'] !== undefined}>
            {Form({
              action: `${base}/${person.accountId}/groupes`,
              children: (
                <>
                  {Select({
                    id: 'groupe',
                    name: 'groupe',
                    label: t.group,
                    emptyLabel: t.chooseGroup,
                    options: others.map(({ id, name }) => ({ value: id, label: name })),
                    error: errors['groupe'],
                  })}
                  <div class="row actions">
                    <Button icon="plus">{t.addGroupAction}</Button>
                  </div>
                </>
              ),
            })}
          </Details>
        )}
      </div>
    </section>
  )
}

function Account({ locale, person }: PersonPageProps) {
  const t = personTexts(locale)
  const level = person.reached === undefined ? t.level_none : t[`level_${person.reached}`]
  return (
    <section aria-labelledby="account-title">
      <SectionHead title={t.account} id="account-title" />
      <DescriptionList
        items={[
          { label: t.sessions, value: formats(locale).number(person.sessions) },
          { label: t.lastSeen, value: seenWords(person.lastSeenAt, locale) },
          { label: t.level, value: level },
        ]}
      />
    </section>
  )
}

function Suspend(props: PersonPageProps) {
  const { locale, base, person, isOneself } = props
  const t = personTexts(locale)
  const [typed, errors] = [typedOf(props, 'suspend'), errorsOf(props, 'suspend')]
  return (
    <section aria-labelledby="suspend-title">
      <SectionHead title={t.suspend} id="suspend-title" />
      <div class="stack">
        {isOneself ? (
          <Notice>{t.yourself}</Notice>
        ) : (
          <>
            <p>{t.suspendLead}</p>
            <Details summary={t.suspendOpen} isOpen={Object.keys(errors).length > 0}>
              {Form({
                action: `${base}/${person.accountId}/suspendre`,
                children: (
                  <>
                    {TextArea({
                      id: 'raison',
                      name: 'raison',
                      label: t.reason,
                      hint: t.reasonHint,
                      rows: 2,
                      maxLength: 500,
                      value: typed['raison'],
                      error: errors['raison'],
                    })}
                    <div class="row actions">
                      <Button kind="danger" icon="circle-pause">
                        {t.suspendAction}
                      </Button>
                    </div>
                  </>
                ),
              })}
            </Details>
          </>
        )}
      </div>
    </section>
  )
}

function History({ locale, person, services }: PersonPageProps) {
  const t = personTexts(locale)
  if (person.history.length === 0) return null
  return (
    <section aria-labelledby="history-title">
      <SectionHead title={t.history} id="history-title" />
      <DescriptionList
        items={person.history.map((event) => ({
          label: formats(locale).fullDateTime(event.at),
          value: (
            <>
              <b>{t[`event_${event.kind}`]}</b>
              {detailOf(event.detail, services, locale).map((line) => (
                <div>{line}</div>
              ))}
              <div class="meta">{t.by(event.actorName ?? t.somebody)}</div>
            </>
          ),
        }))}
      />
    </section>
  )
}

/** What an event says besides its name. */
function detailOf(detail: Readonly<Record<string, string | null>>, services: ServiceNames, locale: Locale): string[] {
  const texts = peopleTexts(locale)
  const { role, serviceId = null, office = null, group, organisation, sponsor, reason, startsAt, endsAt } = detail
  const day = (at: string) => formats(locale).date(new Date(at))
  return [
    role ? rightWords({ role: role as PersonRole['role'], serviceId, office }, services, locale) : undefined,
    group,
    organisation,
    sponsor,
    reason,
    startsAt && endsAt ? `${texts.from(day(startsAt))}, ${texts.until(day(endsAt))}` : undefined,
    !startsAt && endsAt ? texts.until(day(endsAt)) : undefined,
  ].flatMap((line) => (line ? [line] : []))
}
