#!/bin/sh
echo lemons
