/**
 * On a case: what is being written survives a session that ended or a page left by mistake, and the tabs of a phone say
 * which one is open.
 */

const prefix = `bureau-text ${location.pathname} `
const fields = [...document.querySelectorAll<HTMLTextAreaElement>('textarea[data-keep]')]

const nameOf = (field: HTMLTextAreaElement): string => prefix + (field.dataset['keep'] ?? field.name)

/** In this tab only, until it is sent: nothing stays on a shared computer once the tab is closed. */
function keep(field: HTMLTextAreaElement): void {
  if (field.value === '') sessionStorage.removeItem(nameOf(field))
  else sessionStorage.setItem(nameOf(field), field.value)
}

function bringBack(field: HTMLTextAreaElement): void {
  const kept = sessionStorage.getItem(nameOf(field))
  if (kept === null || field.value !== '') return
  field.value = kept
  const fold = field.closest('details')
  if (fold) fold.open = true
}

/** The fields of the form that was sent last, to be forgotten once the answer says that it was done. */
const sentKey = `${prefix}sent`
const isDone = new URLSearchParams(location.search).has('fait')
if (isDone) {
  for (const name of JSON.parse(sessionStorage.getItem(sentKey) ?? '[]') as string[]) sessionStorage.removeItem(name)
}
sessionStorage.removeItem(sentKey)

for (const field of fields) {
  bringBack(field)
  field.addEventListener('input', () => keep(field))
}
document.addEventListener('submit', (event) => {
  const sent = fields.filter((field) => field.form === event.target).map(nameOf)
  sessionStorage.setItem(sentKey, JSON.stringify(sent))
})

const tabs = [...document.querySelectorAll<HTMLAnchorElement>('.case-tabs a')]

function sayWhichTab(): void {
  for (const tab of tabs) {
    const part = document.querySelector<HTMLElement>(tab.hash)
    const isShown = part !== null && getComputedStyle(part).display !== 'none'
    if (isShown) tab.setAttribute('aria-current', 'true')
    else tab.removeAttribute('aria-current')
  }
}

if (tabs.some((tab) => getComputedStyle(tab).display !== 'none')) {
  addEventListener('hashchange', sayWhichTab)
  sayWhichTab()
}

export {}
