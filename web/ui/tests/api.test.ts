import { afterEach, describe, expect, it, vi } from 'vitest'

import { ApiError, call, newRequestId, onSessionExpired, toQuery } from '../src/shared/api'

afterEach(() => onSessionExpired(null))
const answer = (status: number, body: unknown) => new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } })
type Sent = { headers: Record<string, string>; method: string }
function fetched(...answers: (() => Response)[]) {
  const sent: Sent[] = []
  vi.stubGlobal('fetch', async (_url: string, options: Sent) => {
    sent.push(options)
    const next = answers.shift()
    if (!next) throw new TypeError('network')
    return next()
  })
  return sent
}

describe('a request', () => {
  it('has an id that is a UUID', () => {
    expect(newRequestId()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(newRequestId()).not.toBe(newRequestId())
  })
  it('carries its id and the version it stands on', async () => {
    const sent = fetched(() => answer(200, {}))
    await call('/cases/1/events', { body: {}, version: 7, requestId: 'r1' })
    expect(sent[0]).toMatchObject({ method: 'POST', headers: { 'Idempotency-Key': 'r1', 'If-Match': '"7"' } })
  })
  it('waits for signing in again and is then sent with the same id', async () => {
    const sent = fetched(() => answer(401, { code: 'not_signed_in' }), () => answer(200, { ok: true }))
    let asked = 0
    onSessionExpired(async () => void (asked += 1))
    expect(await call('/cases', { body: {} })).toEqual({ ok: true })
    expect(asked).toBe(1)
    expect(sent[0].headers['Idempotency-Key']).toBe(sent[1].headers['Idempotency-Key'])
  })
  it('that finds no network says so', async () => {
    fetched()
    await expect(call('/work')).rejects.toMatchObject({ offline: true })
  })
  it('that is refused keeps code, hint and fields', async () => {
    fetched(() => answer(422, { code: 'fields', detail: '有几项没有填好。', hint: 'x', fields: [{ pointer: '/fields/a', code: 'required', message: 'm' }] }))
    const problem = (await call('/cases', { body: {} }).catch((error) => error)) as ApiError
    expect(problem).toBeInstanceOf(ApiError)
    expect(problem.message).toBe('有几项没有填好。')
    expect(problem.problem.fields?.[0].pointer).toBe('/fields/a')
    expect(problem.conflict).toBe(false)
  })
  it('leaves empty filters out of the address', () => {
    expect(toQuery({ a: '', b: null, c: ['x', 'y'], d: 0, e: false, f: true })).toBe('?c=x&c=y&d=0&f=true')
  })
})
