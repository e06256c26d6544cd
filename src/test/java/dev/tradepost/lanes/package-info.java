/**
 * The tests run in two processes side by side, with an application each; whichever is done first runs the unit tests too. A process is given
 * a suite rather than classes one by one, which would start the application again for each class.
 */
package dev.tradepost.lanes;
