module diptych.invalid/build

go 1.27
