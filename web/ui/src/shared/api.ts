// One way to the server: every request of every page goes through `call`.
// A network failure, a refusal and a conflict each become an `ApiError` whose problem can be shown as it is. When the
// session has run out the request waits for the person to sign in again and is then sent once more with the same
// request id, so that nothing typed is lost and nothing happens twice.
import type { FieldError, Refusal } from './types'
import { language } from './i18n'

export interface Problem {
  status: number; code: string; title: string; detail: string; hint?: string; fields?: FieldError[]; refusals?: Refusal[]
  retry_after?: number
}

export class ApiError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail || problem.title)
  }
  get code() { return this.problem.code }
  get status() { return this.problem.status }
  get offline() { return this.problem.status === 0 }
  get conflict() { return this.problem.status === 409 && /version|conflict/.test(this.problem.code) || this.problem.status === 412 }
}

export interface CallOptions {
  method?: string; body?: unknown; version?: number; requestId?: string; query?: Record<string, unknown>
  signal?: AbortSignal; raw?: BodyInit; mediaType?: string; signIn?: boolean
}

// A UUID of version 7 (RFC 9562): it begins with the time, so that the server keeps the answers of one person side by
// side. crypto.randomUUID is younger than Chrome 87 and absent without a secure context.
export function newRequestId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  let time = Date.now()
  for (let i = 5; i >= 0; i--) {
    bytes[i] = time % 256
    time = Math.floor(time / 256)
  }
  bytes[6] = (bytes[6] & 0x0f) | 0x70
  bytes[8] = (bytes[8] & 0x3f) | 0x80
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

export function toQuery(query: Record<string, unknown> | undefined): string {
  const parts = new URLSearchParams()
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value === undefined || value === null || value === '' || value === false) continue
    if (Array.isArray(value)) value.forEach((one) => parts.append(name, String(one)))
    else parts.append(name, String(value))
  }
  const text = parts.toString()
  return text ? '?' + text : ''
}

type SignInAgain = () => Promise<void>
let signInAgain: SignInAgain | null = null
export function onSessionExpired(handler: SignInAgain | null) {
  signInAgain = handler
}

async function problemOf(response: Response): Promise<Problem> {
  const fallback = { status: response.status, code: 'http_' + response.status, title: response.statusText, detail: '' }
  try {
    const body = await response.json()
    return { ...fallback, ...body, status: response.status }
  } catch {
    return fallback
  }
}

async function send(path: string, options: CallOptions, requestId: string): Promise<Response> {
  const headers: Record<string, string> = { Accept: 'application/json', 'Accept-Language': language.value }
  const method = options.method ?? (options.body !== undefined || options.raw !== undefined ? 'POST' : 'GET')
  let body: BodyInit | undefined
  if (options.raw !== undefined) {
    body = options.raw
    if (options.mediaType) headers['Content-Type'] = options.mediaType
  } else if (options.body !== undefined) {
    body = JSON.stringify(options.body)
    headers['Content-Type'] = 'application/json'
  }
  if (method !== 'GET') headers['Idempotency-Key'] = requestId
  if (options.version !== undefined) headers['If-Match'] = `"${options.version}"`
  try {
    return await fetch('/api/v1' + path + toQuery(options.query), {
      method, headers, body, credentials: 'same-origin', signal: options.signal,
    })
  } catch (error) {
    if ((error as Error).name === 'AbortError') throw error
    throw new ApiError({ status: 0, code: 'offline', title: '', detail: '' })
  }
}

export async function call<T>(path: string, options: CallOptions = {}): Promise<T> {
  const requestId = options.requestId ?? newRequestId()
  let response = await send(path, options, requestId)
  if (response.status === 401 && signInAgain && options.signIn !== false) {
    await signInAgain()
    response = await send(path, options, requestId)
  }
  if (!response.ok) throw new ApiError(await problemOf(response))
  if (response.status === 204 || response.headers.get('Content-Length') === '0') return undefined as T
  const text = await response.text()
  return (text ? JSON.parse(text) : undefined) as T
}

export const get = <T>(path: string, query?: Record<string, unknown>, signal?: AbortSignal) => call<T>(path, { query, signal })
export const post = <T>(path: string, body: unknown = {}, options: CallOptions = {}) =>
  call<T>(path, { method: 'POST', body, ...options })
export const put = <T>(path: string, body: unknown, options: CallOptions = {}) => call<T>(path, { method: 'PUT', body, ...options })
export const patch = <T>(path: string, body: unknown, options: CallOptions = {}) =>
  call<T>(path, { method: 'PATCH', body, ...options })
export const remove = <T>(path: string, body?: unknown) => call<T>(path, { method: 'DELETE', body })

export interface Upload { id: string; hash: string; bytes: number; media_type: string }
// Photos of a field are shown beside each other by what the field is called: before, after, else evidence.
export const purposeOf = (field: string) => (/before/.test(field) ? 'before' : /after/.test(field) ? 'after' : 'evidence')
export const upload = (file: Blob, name: string, field: string, requestId?: string) =>
  call<Upload>('/uploads', { method: 'POST', raw: file, mediaType: file.type || 'application/octet-stream', query: { name, field, purpose: purposeOf(field) }, requestId })
