// Answers a search as one types. Without this module the form is sent and its page answers.

const patience = 140
const remembered = new Map<string, string>()

async function ask(href: string, query: string, signal: AbortSignal): Promise<string> {
  const address = `${href}?q=${encodeURIComponent(query)}`
  const known = remembered.get(address)
  if (known !== undefined) return known
  const answer = await fetch(address, { signal })
  const items = answer.ok ? await answer.text() : ''
  remembered.set(address, items)
  return items
}

function equip(form: HTMLFormElement): void {
  const href = form.dataset['suggest']
  const input = form.querySelector<HTMLInputElement>('input[type=search]')
  const list = form.querySelector<HTMLUListElement>('.suggest')
  if (href === undefined || !input || !list) return
  let timer = 0
  let request = new AbortController()

  const show = async (): Promise<void> => {
    request.abort()
    request = new AbortController()
    const query = input.value.trim()
    if (query.length < 2) {
      list.replaceChildren()
      return
    }
    try {
      // Markup of our own server, escaped there.
      list.innerHTML = await ask(href, query, request.signal)
    } catch {
      // The network is gone, or a newer question was asked: what stands there stays.
    }
  }
  input.addEventListener('input', () => {
    clearTimeout(timer)
    timer = window.setTimeout(() => void show(), patience)
  })
  form.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') list.replaceChildren()
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
    const stops: HTMLElement[] = [input, ...list.querySelectorAll('a')]
    const here = stops.indexOf(document.activeElement as HTMLElement)
    const next = stops[here + (event.key === 'ArrowDown' ? 1 : -1)]
    if (here < 0 || !next) return
    event.preventDefault()
    next.focus()
  })
}

for (const form of document.querySelectorAll<HTMLFormElement>('form[data-suggest]')) equip(form)

export {}
