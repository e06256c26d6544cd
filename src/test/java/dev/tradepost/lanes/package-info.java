/**
 * The tests run in three processes side by side, on two processors, because each waits for half of its time. A process is given a suite
 * rather than classes one by one: that would start the application anew for each class.
 */
package dev.tradepost.lanes;
