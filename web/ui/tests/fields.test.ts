import { beforeAll, describe, expect, it } from 'vitest'

import { display, emptyValue, fault, faults, isEmpty, pointerField, toWire } from '../src/shared/fields'
import { loadTexts } from '../src/shared/i18n'
import type { FieldForm, FieldType } from '../src/shared/types'

beforeAll(() => loadTexts(['common'], 'zh-CN'))
const field = (type: FieldType, more: Partial<FieldForm> = {}): FieldForm => ({ id: 'x', title: '项目', type, ...more })

describe('empty values', () => {
  it('are the ones that expressions see for an unset field', () => {
    for (const type of ['text', 'long text', 'choice', 'unit', 'person'] as const) expect(emptyValue(field(type))).toBe('')
    for (const type of ['choices', 'photos', 'files', 'table'] as const) expect(emptyValue(field(type))).toEqual([])
    for (const type of ['integer', 'number', 'money', 'yes/no', 'date', 'time', 'place'] as const) expect(emptyValue(field(type))).toBeNull()
  })
  it('false and nought are values', () => {
    expect(isEmpty(false)).toBe(false)
    expect(isEmpty(0)).toBe(false)
    expect(isEmpty({ text: '', lat: null, lon: null })).toBe(true)
    expect(isEmpty({ text: '', lat: 29.6, lon: 121.4 })).toBe(false)
  })
})

describe('faults', () => {
  it('ask only for what is required', () => {
    expect(fault(field('text'), '')).toBe('')
    expect(fault(field('text', { required: true }), '')).toBe('请填写“项目”。')
    expect(fault(field('yes/no', { required: true }), false)).toBe('')
  })
  it('count characters, not code units', () => {
    expect(fault(field('text', { max: 2 }), '𠮷野')).toBe('')
    expect(fault(field('text', { max: 2 }), '𠮷野家')).toContain('最多 2 个字')
  })
  it('know whole numbers, bounds and money in fen', () => {
    expect(fault(field('integer'), 1.5)).toBe('请填写整数。')
    expect(fault(field('number'), Number.NaN)).toBe('请填写数字。')
    expect(fault(field('money', { min: 10000 }), 9999)).toBe('不能小于 100.00 元。')
    expect(fault(field('photos', { max: 1 }), [{}, {}])).toBe('最多 1 项。')
  })
  it('name the row of a table', () => {
    const table = field('table', { columns: [field('text', { id: 'name', title: '名称', required: true })] })
    expect(fault(table, [{ name: 'a' }, { name: '' }])).toBe('第 2 行：请填写“名称”。')
  })
  it('take further required fields from the offer', () => {
    expect(Object.keys(faults([field('text')], {}, ['x']))).toEqual(['x'])
  })
})

describe('the wire', () => {
  it('leaves out what is unset and sends uploads by id', () => {
    const fields = [field('text', { id: 'a' }), field('photos', { id: 'b' }), field('integer', { id: 'c' }), field('yes/no', { id: 'd' })]
    expect(toWire(fields, { a: '', b: [{ id: 'u1', name: 'x' }], c: null, d: false })).toEqual({ b: ['u1'], d: false })
  })
  it('finds the field of a pointer', () => {
    expect(pointerField('/fields/route')).toBe('route')
    expect(pointerField('/fields/rows/2/sum')).toBe('rows')
  })
})

describe('reading', () => {
  it('is as officials write', () => {
    expect(display(field('date'), '2022-08-01')).toBe('2022年8月1日')
    expect(display(field('money'), 123456)).toBe('1,234.56 元')
    expect(display(field('choices'), ['水', '大气'])).toBe('水、大气')
    expect(display(field('yes/no'), false)).toBe('否')
    expect(display(field('unit'), 'town1', () => '锦屏街道')).toBe('锦屏街道')
    expect(display(field('place'), { text: '', lat: 29.65, lon: 121.4 })).toBe('29.65000, 121.40000')
  })
})
