#!/usr/bin/perl -w
print "lemons";
