#!/usr/bin/env ruby
puts "lemons"
