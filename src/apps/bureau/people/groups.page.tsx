import type { getGroup, Group, GroupMember } from '#identity/accounts'
import {
  Breadcrumbs,
  Button,
  type Column,
  DataTable,
  Details,
  EmptyState,
  Form,
  PageHead,
  SectionHead,
  TextArea,
  TextInput,
  Toast,
} from '#platform/html'
import { formats, type Locale } from '#platform/i18n'
import { groupTexts } from './groups.texts.ts'
import type { Typed } from './role-fields.tsx'
import { peopleTexts } from './texts.ts'
import { Corrections, endWords, type Errors } from './wording.tsx'

interface WordsProps {
  readonly locale: Locale
  readonly typed: Typed
  readonly errors: Errors
}

/** Name and purpose of a group. */
function Words({ locale, typed, errors }: WordsProps) {
  const t = groupTexts(locale)
  return (
    <>
      {TextInput({ id: 'nom', name: 'nom', label: t.name, value: typed['nom'], error: errors['nom'], maxLength: 80 })}
      {TextArea({
        id: 'description',
        name: 'description',
        label: t.description,
        value: typed['description'],
        rows: 2,
        maxLength: 400,
        optionalMark: peopleTexts(locale).optional,
      })}
    </>
  )
}

export interface GroupListProps extends WordsProps {
  /** `/bureau/corbas/groupes` */
  readonly base: string
  readonly groups: readonly Group[]
  readonly canManage: boolean
  readonly done: string | undefined
}

export function GroupListPage(props: GroupListProps) {
  const { locale, base, groups, canManage, errors, done } = props
  const t = groupTexts(locale)
  const texts = peopleTexts(locale)
  const columns: readonly Column<Group>[] = [
    {
      title: texts.col_group,
      isHeading: true,
      cell: ({ id, name, description }) => (
        <>
          <a href={`${base}/${id}`}>{name}</a>
          {description !== '' && <small>{description}</small>}
        </>
      ),
    },
    {
      title: texts.col_members,
      isFigure: true,
      cell: ({ members }) => formats(locale).number(members),
      onCard: 'line',
    },
  ]
  return (
    <>
      {done !== undefined && <Toast>{done}</Toast>}
      <PageHead title={t.title} lead={t.lead} />
      {Corrections({ errors, locale })}
      <div class="stack far">
        {groups.length === 0 ? (
          <EmptyState icon="layers" level={2} title={t.empty}>
            {t.emptyBody}
          </EmptyState>
        ) : (
          <div class="list">
            <DataTable caption={t.caption} columns={columns} rows={groups} />
          </div>
        )}
        {canManage && (
          <Details summary={t.create} isOpen={groups.length === 0 || Object.keys(errors).length > 0}>
            {Form({
              action: base,
              children: (
                <>
                  {Words(props)}
                  <div class="row actions">
                    <Button icon="plus">{t.createAction}</Button>
                  </div>
                </>
              ),
            })}
          </Details>
        )}
      </div>
    </>
  )
}

export interface GroupPageProps extends WordsProps {
  /** `/bureau/corbas/groupes` */
  readonly base: string
  readonly peopleBase: string
  readonly group: Awaited<ReturnType<typeof getGroup>>
  readonly canManage: boolean
  readonly done: string | undefined
}

export function GroupPage(props: GroupPageProps) {
  const { locale, base, group, canManage, errors, done } = props
  const t = groupTexts(locale)
  const texts = peopleTexts(locale)
  return (
    <>
      {done !== undefined && <Toast>{done}</Toast>}
      <Breadcrumbs label={texts.crumbs} isBack links={[{ href: base, label: t.title }]} />
      <PageHead title={group.name} lead={group.description || undefined} />
      {Corrections({ errors, locale })}
      <div class="stack far">
        {Members(props)}
        {canManage && Acts(props)}
      </div>
    </>
  )
}

function Members({ locale, base, peopleBase, group, canManage }: GroupPageProps) {
  const t = groupTexts(locale)
  const texts = peopleTexts(locale)
  const columns: readonly Column<GroupMember>[] = [
    {
      title: texts.col_person,
      isHeading: true,
      cell: ({ accountId, givenName, familyName, email, isGuest }) => (
        <>
          <a href={`${peopleBase}/${accountId}`}>
            {givenName} {familyName}
          </a>
          <small>{isGuest ? `${email}, ${t.guest}` : email}</small>
        </>
      ),
    },
    { title: texts.col_end, cell: ({ endsAt }) => endWords(endsAt, locale), onCard: 'line' },
    ...(canManage
      ? [
          {
            title: texts.col_action,
            cell: ({ memberId, givenName, familyName }: GroupMember) =>
              Form({
                action: `${base}/${group.id}/membres/${memberId}/retirer`,
                class: 'row',
                children: (
                  <Button kind="quiet" size="small" icon="x">
                    {t.remove}
                    <span class="vh">
                      {' '}
                      {givenName} {familyName}
                    </span>
                  </Button>
                ),
              }),
            onCard: 'bottom-end' as const,
          },
        ]
      : []),
  ]
  return (
    <section aria-labelledby="members-title">
      <SectionHead title={t.members} id="members-title" />
      {group.members.length === 0 ? (
        <EmptyState icon="users" title={t.noMembers}>
          {t.noMembersBody}
        </EmptyState>
      ) : (
        <div class="list">
          <DataTable caption={t.membersCaption} columns={columns} rows={group.members} />
        </div>
      )}
    </section>
  )
}

function Acts({ locale, base, group, typed, errors }: GroupPageProps) {
  const t = groupTexts(locale)
  const address = `${base}/${group.id}`
  const words = errors['nom'] === undefined ? { nom: group.name, description: group.description } : typed
  return (
    <div class="stack">
      <Details summary={t.add} isOpen={errors['email'] !== undefined}>
        {Form({
          action: `${address}/membres`,
          children: (
            <>
              {TextInput({
                id: 'email',
                name: 'email',
                type: 'email',
                label: t.email,
                hint: t.emailHint,
                value: typed['email'],
                error: errors['email'],
                isExact: true,
                autoComplete: 'off',
              })}
              <div class="row actions">
                <Button icon="user-plus">{t.addAction}</Button>
              </div>
            </>
          ),
        })}
      </Details>
      <Details summary={t.change} isOpen={errors['nom'] !== undefined}>
        {Form({
          action: address,
          children: (
            <>
              {Words({ locale, typed: words, errors })}
              <div class="row actions">
                <Button icon="check">{t.changeAction}</Button>
              </div>
            </>
          ),
        })}
      </Details>
      <Details summary={t.close}>
        {Form({
          action: `${address}/fermer`,
          children: (
            <>
              <p>{t.closeLead}</p>
              <div class="row actions">
                <Button kind="danger" icon="x">
                  {t.closeAction}
                </Button>
              </div>
            </>
          ),
        })}
      </Details>
    </div>
  )
}
