// Makes and uses passkeys. The field that holds the answer says where to ask for options: what was signed is put into it, and
// the form is sent as any other. Browsers that have no passkeys never see these forms.

type Options = { challenge: string }

async function ask(url: string, signal?: AbortSignal): Promise<Options> {
  const answer = await fetch(url, { method: 'POST', headers: { accept: 'application/json' }, signal: signal ?? null })
  if (!answer.ok) throw new Error(`options: ${answer.status}`)
  return (await answer.json()) as Options
}

/** What waits in the background for a passkey chosen from the list of the e-mail field. */
const waiting = new AbortController()

async function make(input: HTMLInputElement): Promise<Credential | null> {
  const options = (await ask(input.dataset['options'] ?? '')) as PublicKeyCredentialCreationOptionsJSON
  return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
}

async function use(input: HTMLInputElement, background?: AbortSignal): Promise<Credential | null> {
  const options = (await ask(input.dataset['options'] ?? '', background)) as PublicKeyCredentialRequestOptionsJSON
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options)
  if (!background) return navigator.credentials.get({ publicKey })
  return navigator.credentials.get({ publicKey, mediation: 'conditional', signal: background })
}

function send(input: HTMLInputElement, credential: Credential | null): void {
  if (!(credential instanceof PublicKeyCredential)) return
  input.value = JSON.stringify(credential.toJSON())
  input.form?.submit()
}

function equip(input: HTMLInputElement): void {
  const { form } = input
  const said = form?.querySelector<HTMLElement>('[data-said]')
  form?.closest<HTMLElement>('[data-needs-passkeys]')?.removeAttribute('hidden')
  form?.addEventListener('submit', (event) => {
    event.preventDefault()
    // One question at a time: the one in the background gives way.
    waiting.abort()
    if (said) said.textContent = ''
    const answer = input.dataset['passkey'] === 'create' ? make(input) : use(input)
    answer
      .then((credential) => send(input, credential))
      .catch(() => {
        if (said) said.textContent = input.dataset['failed'] ?? ''
      })
  })
}

/** Passkeys are proposed in the list of the e-mail field, where the browser can. */
async function propose(input: HTMLInputElement): Promise<void> {
  if (input.dataset['proposed'] === undefined) return
  if (!(await PublicKeyCredential.isConditionalMediationAvailable())) return
  // Given up when the button is pressed instead, or when nobody chooses one.
  await use(input, waiting.signal).then(
    (credential) => send(input, credential),
    () => {},
  )
}

if (typeof PublicKeyCredential !== 'undefined' && 'parseRequestOptionsFromJSON' in PublicKeyCredential) {
  for (const input of document.querySelectorAll<HTMLInputElement>('input[data-passkey]')) {
    equip(input)
    void propose(input)
  }
}

export {}
