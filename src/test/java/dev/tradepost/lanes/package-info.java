/**
 * The tests run in two processes side by side, because one of them waits half of its time. A process is given a suite rather than
 * classes one by one: that would start the application anew for each class.
 */
package dev.tradepost.lanes;
