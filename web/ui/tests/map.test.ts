import { describe, expect, it } from 'vitest'

import { fit, graticule, project, scaleBar, unproject } from '../src/shared/map'

const size = { width: 640, height: 380 }
const places = [{ lat: 29.5, lon: 121.2 }, { lat: 29.8, lon: 121.6 }]

describe('the drawn map', () => {
  it('fits every place into the picture', () => {
    const view = fit(places, size)
    for (const place of places) {
      const { x, y } = project(place, view, size)
      expect(x).toBeGreaterThan(0)
      expect(x).toBeLessThan(size.width)
      expect(y).toBeGreaterThan(0)
      expect(y).toBeLessThan(size.height)
    }
  })
  it('finds a point again', () => {
    const view = fit(places, size)
    const { x, y } = project(places[0], view, size)
    expect(unproject(x, y, view, size).lat).toBeCloseTo(29.5, 9)
    expect(unproject(x, y, view, size).lon).toBeCloseTo(121.2, 9)
  })
  it('puts north up and keeps distances alike both ways', () => {
    const view = fit(places, size)
    const here = project({ lat: 29.65, lon: 121.4 }, view, size)
    const north = project({ lat: 29.66, lon: 121.4 }, view, size)
    const east = project({ lat: 29.65, lon: 121.4 + 0.01 / Math.cos((29.65 * Math.PI) / 180) }, view, size)
    expect(north.y).toBeLessThan(here.y)
    expect(east.x - here.x).toBeCloseTo(here.y - north.y, 3)
  })
  it('draws a handful of lines and a bar of a round length', () => {
    const view = fit(places, size)
    expect(graticule(view, size).length).toBeGreaterThan(4)
    expect(graticule(view, size).length).toBeLessThan(40)
    expect(scaleBar(view).label).toBe('10 km')
  })
})
