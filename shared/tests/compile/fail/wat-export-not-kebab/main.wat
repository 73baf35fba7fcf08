(component (type $t (enum "a")) (export "x'];globalThis.pwn=1;//" (type $t)))
