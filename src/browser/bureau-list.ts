/** The keys of the agents' list: J and K go down and up, / goes to the search. One may turn them off. */

const storageKey = 'bureau-keys-off'
const keys = document.querySelector<HTMLElement>('[data-keys]')
const links = [...document.querySelectorAll<HTMLAnchorElement>('[data-list] tbody th a')]

const isOff = (): boolean => localStorage.getItem(storageKey) !== null

/** Somebody who writes does not command. */
function isWriting(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, select, textarea, [contenteditable]') !== null
}

function move(step: 1 | -1): void {
  const here = links.findIndex((link) => link === document.activeElement)
  const next = here === -1 ? (step === 1 ? 0 : links.length - 1) : here + step
  links[Math.min(Math.max(next, 0), links.length - 1)]?.focus()
}

const search = (): void => document.querySelector<HTMLInputElement>('#top-search')?.focus()

const commands: Readonly<Record<string, () => void>> = { j: () => move(1), k: () => move(-1), '/': search }

function onKey(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || isOff() || isWriting(event.target)) return
  const command = commands[event.key.toLowerCase()]
  if (!command) return
  event.preventDefault()
  command()
}

/** Shortcuts of one letter disturb who speaks to her computer: they can be turned off, and stay so. */
function showSwitch(line: HTMLElement): void {
  const button = line.querySelector('button')
  if (!button) return
  const turnOff = button.textContent
  const turnOn = line.dataset['turnOn'] ?? turnOff
  const show = (): void => {
    for (const part of line.querySelectorAll('span')) part.hidden = isOff()
    button.textContent = isOff() ? turnOn : turnOff
  }
  button.addEventListener('click', () => {
    if (isOff()) localStorage.removeItem(storageKey)
    else localStorage.setItem(storageKey, 'yes')
    show()
  })
  show()
  line.hidden = false
}

if (keys && links.length > 0) {
  showSwitch(keys)
  document.addEventListener('keydown', onKey)
}

export {}
