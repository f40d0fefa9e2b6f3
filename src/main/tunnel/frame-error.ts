/** The peer broke the protocol, or asks for more than we are willing to hold. The connection cannot go on. */
export class FrameError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'FrameError';
  }
}
