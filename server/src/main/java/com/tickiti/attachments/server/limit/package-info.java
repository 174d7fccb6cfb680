/**
 * How much one caller may ask of the service: rates, calls at a time, and failed authentications.
 * Counts and decides, with a clock that it is given; knows neither gRPC nor the database.
 */
@NullMarked
package com.tickiti.attachments.server.limit;

import org.jspecify.annotations.NullMarked;
