"""A host that is not ours: pyserial's rfc2217:// client asks an engine for its identity page, byte for byte."""
import sys
import serial

port = serial.serial_for_url(sys.argv[1], baudrate=250000, timeout=5)
port.reset_input_buffer()
port.reset_output_buffer()
port.baudrate = 115200
port.parity = serial.PARITY_EVEN
port.parity = serial.PARITY_NONE
port.dtr = False
port.dtr = True
port.rts = True
port.break_condition = True
port.break_condition = False
assert port.cts and port.dsr and port.cd, "the modem lines say that nobody is there"
port.write(bytes.fromhex(sys.argv[2]))
sys.stdout.write(port.read(int(sys.argv[3])).hex())
port.close()
