#!/usr/bin/env node
console.log("lemons")
