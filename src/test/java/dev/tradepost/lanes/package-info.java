/**
 * The tests run in three processes side by side: one for the unit tests, two with an application each. A process is given a suite rather than
 * classes one by one, which would start the application again for each class.
 */
package dev.tradepost.lanes;
