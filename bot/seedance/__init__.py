"""The paid API: bytes to values and back (`envelope`, `wire`), and the client that carries them."""
