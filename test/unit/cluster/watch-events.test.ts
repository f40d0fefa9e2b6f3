import { describe, expect, it } from 'vitest';
import { ApiAnswerError, ApiStatusError } from '../../../src/main/cluster/api-errors';
import { podEvent } from '../../../src/main/cluster/watch-events';
import { pod } from './objects';

function line(type: string, object: object): string {
  return JSON.stringify({ type, object });
}

const { spec, status, metadata } = pod('api-1');
const api = { spec, status, metadata: { ...metadata, resourceVersion: '7' } };

describe('a line of a watch', () => {
  it.each(['ADDED', 'MODIFIED'])('%s: what a pod is now', (type) => {
    expect(podEvent(line(type, api))).toEqual({
      type: 'changed',
      pod: { name: 'api-1', uid: 'uid-api-1', ready: true, terminating: false, ended: false },
      version: '7',
    });
  });

  it('DELETED: which pod is gone', () => {
    expect(podEvent(line('DELETED', api))).toEqual({ type: 'deleted', uid: 'uid-api-1', version: '7' });
  });

  it('BOOKMARK: up to where nothing has happened', () => {
    const object = { kind: 'Pod', apiVersion: 'v1', metadata: { resourceVersion: '9', creationTimestamp: null } };
    expect(podEvent(line('BOOKMARK', object))).toEqual({ type: 'bookmark', version: '9' });
  });

  it('ERROR: what the server says is wrong', () => {
    const expired = { kind: 'Status', code: 410, reason: 'Expired', message: 'too old resource version' };
    expect(() => podEvent(line('ERROR', expired))).toThrow(new ApiStatusError(410, 'too old resource version'));
  });

  it.each(['', 'no', '[]', '{}', line('SONG', {}), line('ADDED', { metadata: {} }), line('BOOKMARK', {})])(
    'anything else is no answer of a watch: %s',
    (text) => {
      expect(() => podEvent(text)).toThrow(ApiAnswerError);
    },
  );
});
