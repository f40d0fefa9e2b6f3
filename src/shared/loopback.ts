/** Whether only this computer reaches what listens there. Unknown texts are not loopback. */
export function isLoopback(address: string): boolean {
  if (address === 'localhost' || /^(::ffff:)?127(\.\d{1,3}){3}$/i.test(address)) return true;
  return /^(0{0,4}:){2,7}0{0,3}1$/.test(address);
}

/** Whether it is an address that others may reach. What is no address yet is none of them. */
export function othersMayReach(address: string): boolean {
  return /^(\d{1,3}\.){3}\d{1,3}$|:.*:/.test(address) && !isLoopback(address);
}
