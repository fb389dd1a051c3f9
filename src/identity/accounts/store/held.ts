/** What holds at a moment, as conditions of a query: the same for roles and groups, so that nothing is forgotten by one. */

/** How long a guest stays once her sponsor has left, for another agent to answer for her (`stayRules`). */
const grace = `interval '30 days'`

/**
 * Until when the sponsor of a stay answers for it: as long as she works there herself. Her roles end, she is suspended
 * there or everywhere, her account is closed: that is the moment. `infinity` while nothing ends it.
 */
export const sponsorUntil = (g: string, at: string): string => `coalesce((
    select max(least(coalesce(sr.ends_at, 'infinity'), coalesce(sa.closed_at, 'infinity'),
      coalesce(sa.suspended_at, 'infinity'), coalesce((
        select su.suspended_at from accounts.suspension su
        where su.collectivity_id = sr.collectivity_id and su.account_id = sr.account_id and su.resumed_at is null
      ), 'infinity')))
    from accounts.agent_role sr join accounts.account sa on sa.id = sr.account_id
    where sr.collectivity_id = ${g}.collectivity_id and sr.account_id = ${g}.sponsor_id
      and sr.guest_id is null and sr.role <> 'elected' and sr.starts_at <= ${at}), '-infinity'::timestamptz)`

/** A stay holds between its dates, and while an agent answers for the guest. */
export const stayHolds = (g: string, at: string): string =>
  `(${g}.starts_at <= ${at} and ${g}.ends_at > ${at} and ${sponsorUntil(g, at)} > ${at} - ${grace})`

/** Nobody suspended the account in that collectivity. */
const notSuspended = (r: string, at: string): string => `not exists (
  select from accounts.suspension s where s.collectivity_id = ${r}.collectivity_id and s.account_id = ${r}.account_id
    and s.suspended_at <= ${at} and (s.resumed_at is null or s.resumed_at > ${at}))`

/**
 * Whether a row that gives something (`agent_role`, `group_member`) gives it at that moment: between its dates, to
 * somebody who is not suspended there, and to a guest only as long as her stay holds.
 * @param parameter of the moment: `$2`.
 */
export function holds(r: string, parameter: string): string {
  const at = `${parameter}::timestamptz`
  return `(${r}.starts_at <= ${at} and (${r}.ends_at is null or ${r}.ends_at > ${at})
    and ${notSuspended(r, at)}
    and (${r}.guest_id is null or exists (
      select from accounts.guest g where g.collectivity_id = ${r}.collectivity_id and g.account_id = ${r}.account_id
        and g.id = ${r}.guest_id and ${stayHolds('g', at)})))`
}
