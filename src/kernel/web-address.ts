/** This machine, by its name or by its addresses. */
export const isLoopback = (hostname: string): boolean => /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname)

/**
 * A web address over which something that nobody else may read can be sent: encrypted, unless it never leaves this machine.
 * @returns undefined when it is none, or holds a name before its host.
 */
export function safeWebAddress(text: string): URL | undefined {
  const url = URL.parse(text.trim())
  if (url === null || url.username !== '' || url.password !== '') return undefined
  const isSafe = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))
  return isSafe ? url : undefined
}
