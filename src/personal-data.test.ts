import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTestDatabase } from '#platform/testing'
import { composeTestApp } from './apps/testing.ts'

/** Columns that name an account, each with the part of `PersonalData` that answers for it. */
const answered: Readonly<Record<string, string>> = {
  'accounts.account_change.account_id': 'compte',
  'accounts.email_change.account_id': 'compte',
  'accounts.merge.kept_account': 'compte',
  'accounts.merge.other_account': 'compte',
  'accounts.other_address.account_id': 'compte',
  'accounts.session.account_id': 'compte',
  'accounts.totp.account_id': 'securite',
  'accounts.passkey.account_id': 'securite',
  'accounts.recovery_sheet.account_id': 'securite',
  'accounts.recovery_code.account_id': 'securite',
  'accounts.sign_in.account_id': 'securite',
  'accounts.known_device.account_id': 'securite',
  'accounts.factor_event.account_id': 'securite',
  'accounts.factor_reset.account_id': 'securite',
  'accounts.support_act.account_id': 'securite',
  'accounts.agent_role.account_id': 'acces',
  'accounts.group_member.account_id': 'acces',
  'accounts.guest.account_id': 'acces',
  'accounts.suspension.account_id': 'acces',
  'accounts.access_event.account_id': 'acces',
  'connectors.call.account_id': 'donnees-de-l-etat',
  'connectors.consent.account_id': 'donnees-de-l-etat',
  'appointments.appointment.account_id': 'rendez-vous',
  'contacts.contact.account_id': 'usager-connu',
  'wallet.document.account_id': 'documents',
  'wallet.handover.account_id': 'documents',
  'dossiers.dossier.account_id': 'demandes',
  'dossiers.draft.account_id': 'demandes',
  'federation.login.account_id': 'applications-saml-cas',
  'mandates.mandate.holder_account_id': 'mandats',
  'mandates.mandate.principal_account_id': 'mandats',
  'mandates.mandate.asked_by': 'mandats',
  'mandates.mandate.decided_by': 'mandats',
  'organisations.link.account_id': 'organisations',
  'provider.consent.account_id': 'applications',
  'provider.entry.account_id': 'applications',
  'provider.lasting.account_id': 'applications',
  'state.linked_identity.account_id': 'identites',
}

const deed = 'who did something for others stays signed: an id, whose name goes with the account of who never worked'
const undoing = 'where a row comes from while a merge can be undone; nothing is read by it but the way back'
const brief = 'lives minutes, and is deleted when used or swept'

/** Columns that name an account and are left where they are, each with its reason. */
const left: Readonly<Record<string, string>> = {
  'archives.reading.account_id': deed,
  'privacy.event.actor_id': deed,
  'privacy.request.account_id':
    'evidence of what was asked about one’s data and answered: it stays with the authority, under the account that asked',
  'batches.batch.account_id': deed,
  'views.saved_view.owner_account_id': 'a list kept at work is of the post; it names nobody but its maker',
  'views.column_choice.account_id': 'which columns an agent sees at work tells nothing of herself',
  'dossiers.follower.account_id':
    'which requests an agent pins at work tells nothing of herself, and is of the post she held',
  'accounts.access_event.actor_id': deed,
  'connectors.access.set_by': deed,
  'dossiers.authority.changed_by': deed,
  'dossiers.labelled.served_by': 'a service, as its request has it: nobody',
  'keys.event.actor_id': deed,
  'exports.export.account_id': deed,
  'exports.passage.account_id': deed,
  'keys.key.made_by': 'whose rights a key has: it opens nothing once they are gone, until somebody takes it over',
  'letters.version.actor_id': deed,
  'hubee.stream.changed_by': deed,
  'hubee.folder.settled_by': deed,
  'mailbox.box.changed_by': deed,
  'mailbox.received.settled_by': deed,
  'procedures.offer_event.actor_id': deed,
  'appointments.event.actor_id': deed,
  'studio.draft.created_by': deed,
  'studio.draft.updated_by': deed,
  'studio.version.made_by': deed,
  'studio.test.recorded_by': deed,
  'studio.test.removed_by': deed,
  'payments.regie_event.actor_id': deed,
  'accounts.account.suspended_by': deed,
  'accounts.account_change.by_account_id': deed,
  'accounts.agent_group.created_by': deed,
  'accounts.agent_role.ended_by': deed,
  'accounts.agent_role.granted_by': deed,
  'accounts.factor_event.operator_id': deed,
  'accounts.factor_reset.operator_id': deed,
  'accounts.factor_rule.set_by': deed,
  'accounts.group_member.added_by': deed,
  'accounts.group_member.ended_by': deed,
  'accounts.guest.invited_by': deed,
  'accounts.merge.undone_by': deed,
  'accounts.operator_factor_rule.set_by': deed,
  'accounts.own_address.declared_by': deed,
  'accounts.support_act.operator_id': deed,
  'accounts.suspension.resumed_by': deed,
  'accounts.suspension.suspended_by': deed,
  'organisations.verification.decided_by': deed,
  'accounts.account_export.account_id': 'the copy itself: deleted when its days are over, and with the account',
  'organisations.code_attempt.account_id':
    'a wrong code counted: forgotten when the letter is printed again, or with the next code typed once it is old',
  'accounts.challenge.account_id': brief,
  'accounts.pending_sign_in.account_id': brief,
  'dossiers.presence.account_id': brief,
  'dossiers.mention.account_id':
    'an agent named in a note: the collectivity’s work, and an account that works is not closed',
  'dossiers.outside_request.asked_by': deed,
  'dossiers.outside_request.to_account':
    'a colleague who is asked an opinion or a signature: an account that works is neither merged nor closed',
  'dossiers.notice_choice.account_id': 'how often an agent wishes to be told by mail is of the post she holds',
  'dossiers.answer_draft.account_id': 'what an agent was writing: gone when it is sent, and with its request',
  'federation.ticket.account_id': brief,
  'accounts.guest.sponsor_id':
    'an agent answers for a guest: when she leaves, another is named, and her account is not merged while she works',
  'accounts.guest.told_without': 'of which sponsor who left the administrators were told',
  'accounts.operator.account_id': 'an operator neither closes her account nor merges it',
  'dispatch.draft.updated_by': deed,
  'dispatch.revision.published_by': deed,
  'dispatch.absence.declared_by': deed,
  'dispatch.deed.by_account_id': deed,
  'dispatch.absence.account_id': 'an agent who is away: an account that works is neither merged nor closed',
  'dispatch.substitute.account_id': 'who stands in for a colleague: an account that works is neither merged nor closed',
  'dispatch.turn.account_id':
    'whose turn it is to be given a request: an account that works is neither merged nor closed',
  'dossiers.dossier.holder_account_id':
    'the agent in charge: her work is the collectivity’s, and an account that works is not closed',
  'dossiers.dossier.held_by': 'drawn by the database from the agent in charge',
  'dossiers.dossier.served_by': 'a service, not an account',
  'dossiers.event.actor_account_id': 'the journal is chained: nothing in it is rewritten, a merge is a line of its own',
  'dossiers.message.author_account_id': 'a message is part of its request, and stays signed as its journal is',
  'appointments.appointment.merged_from': undoing,
  'contacts.contact.merged_from': undoing,
  'contacts.discreet_service.set_by': deed,
  'mailroom.item.registered_by': deed,
  'federation.login.merged_from': undoing,
  'provider.consent.moved_from': undoing,
  'state.linked_identity.merged_from': undoing,
  'mandates.event.actor_account_id': 'evidence of who acted for whom: only added to',
  'organisations.link_event.account_id': 'evidence of how somebody was known in an organisation: only added to',
  'organisations.link_event.actor_account_id': 'evidence of how somebody was known in an organisation: only added to',
  'organisations.organisation.looked_after_by': 'a collectivity, not an account',
  'organisations.verification.asked_by':
    'a question that waits for a proof: it tells who asked it, and is asked again after a merge',
  'platform.door_passage.account_id': 'the audit of what crosses collectivities: only added to',
}

const { db, sql } = await openTestDatabase()
const app = await composeTestApp(db)

const columns = (
  await sql<{ name: string }>(
    `select n.nspname || '.' || c.relname || '.' || a.attname as name
     from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p') and not c.relispartition and a.atttypid = 'uuid'::regtype and a.attnum > 0
       and not a.attisdropped and n.nspname not in ('pg_catalog', 'information_schema')
       and (a.attname ~ '(^|_)account(_id)?$|_by$|^(actor|operator|sponsor)_id$|^(merged|moved)_from$|^told_without$'
         or exists (select from pg_constraint k where k.conrelid = c.oid and k.contype = 'f'
           and k.confrelid = 'accounts.account'::regclass and k.conkey = array[a.attnum] and a.attname <> 'id'))
     order by 1`,
  )
).map(({ name }) => name)

test('each column that names an account is answered for by a house, or left for a written reason', () => {
  assert.deepEqual(
    columns.filter((name) => !(name in answered) && !(name in left)),
    [],
  )
  assert.deepEqual(
    [...Object.keys(answered), ...Object.keys(left)].filter((name) => !columns.includes(name)),
    [],
    'a name that no table has any more',
  )
  assert.deepEqual(
    Object.keys(answered).filter((name) => name in left),
    [],
  )
})

test('each house that answers is asked, once, under its own name', () => {
  const names = app.personalData.map(({ name }) => name)
  assert.equal(new Set(names).size, names.length)
  assert.deepEqual([...new Set(Object.values(answered))].toSorted(), names.toSorted())
})
