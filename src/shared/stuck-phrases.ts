import { durationText } from './durations-text';
import type { StuckConnections } from './view';

/**
 * `For 5 min, nothing that 2 connections send has got through: the app does not read, or the way to it is lost. If that should
 * not be so, restart the forward, which ends all of its connections.`
 */
export function stuckText({ toApp, toClient, longestMs }: StuckConnections): string {
  const parts = [
    ...(toApp === 0 ? [] : [`nothing that ${connections(toApp, 'sends', 'send')} has got through: ${appReasons}`]),
    ...(toClient === 0 ? [] : [`${connections(toClient, 'has', 'have')} not been read by ${clients(toClient)}`]),
  ];
  return `For ${durationText(longestMs)}, ${parts.join('; and ')}. ${hint}`;
}

/** Among other figures. */
export function stuckCountText({ toApp, toClient, longestMs }: StuckConnections): string {
  return `${String(toApp + toClient)} stuck for ${durationText(longestMs)}`;
}

const hint = 'If that should not be so, restart the forward, which ends all of its connections.';

const appReasons = 'the app does not read, or the way to it is lost';

function connections(count: number, one: string, many: string): string {
  return count === 1 ? `a connection ${one}` : `${String(count)} connections ${many}`;
}

function clients(count: number): string {
  return count === 1 ? 'its local client' : 'their local clients';
}
