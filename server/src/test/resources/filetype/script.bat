@echo off
echo lemons
