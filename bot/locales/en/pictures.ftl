# Videos that start from a picture: /animate, and "Animate this image" on messages.
cmd-animate = Bring a picture to life: the video starts from it
cmd-animate-image = The picture: JPEG, PNG or WEBP, 10 MB at most
cmd-animate-prompt = What happens in it; without one it moves gently by itself
cmd-animate-aspect-ratio = The shape of the video (default: the one nearest to the picture's)
cmd-animate-this = Animate this image

animate-prompt = The picture comes to life with gentle, natural movement

form-title = Animate this image
form-prompt = What happens?
form-prompt-hint = Leave it empty and the picture moves gently by itself.
form-aspect-ratio = Shape
form-like-picture = Nearest to the picture's
form-resolution = Sharpness
form-duration = Length
form-generate-audio = Sound
form-usual = As usual here
form-with-sound = With sound
form-without-sound = No sound
form-generate-audio-hint = Takes more credits; /credits shows every price.

receipt-shape = 🖼️ The video gets the shape { $ratio }, the nearest to your picture's.
receipt-prompt = 💬 You gave no description, so it reads: “{ $prompt }”.

refusal-no-picture-there = I see no picture in this message that I could animate. Try a message with a JPEG, PNG or WEBP, or use `/animate` and attach one.
refusal-form-too-old = This form was open for too long, and I do not know its picture any more. Choose “Animate this image” on the message again.

ending-picture-gone = When its turn came, the picture could not be reached any more: the message with it was deleted. Ask again with the picture attached.

help-animate = `/animate` – bring a picture of yours to life. On a message with a picture: right-click or hold it › Apps › **Animate this image**.
